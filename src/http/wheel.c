#include "http/wheel.h"

#include <stddef.h>

static void empty(struct timer *list)
{
	list->prev = list->next = list;
}

void wheel_init(struct wheel *w, uint64_t now)
{
	for (int i = 0; i < WHEEL_SLOTS; i++)
		empty(&w->slots[i]);
	w->turned = now >> WHEEL_SHIFT;
}

void wheel_stop(struct timer *t)
{
	if (!t->next)
		return;
	t->prev->next = t->next;
	t->next->prev = t->prev;
	t->prev = t->next = NULL;
}

void wheel_set(struct wheel *w, struct timer *t, uint64_t at)
{
	wheel_stop(t);
	t->at = at;
	/* The slot after the one in which it falls: then its time is over for sure. */
	uint64_t slot = (at >> WHEEL_SHIFT) + 1;
	if (slot <= w->turned)
		slot = w->turned + 1;
	if (slot > w->turned + WHEEL_SLOTS - 1)
		slot = w->turned + WHEEL_SLOTS - 1; /* looked at then, and set again */
	struct timer *list = &w->slots[slot % WHEEL_SLOTS];
	t->prev = list->prev;
	t->next = list;
	list->prev->next = t;
	list->prev = t;
}

static void turn_slot(struct wheel *w, struct timer *slot, uint64_t now,
	void (*fire)(struct timer *t))
{
	if (slot->next == slot)
		return;
	struct timer due = *slot; /* apart, because some are set again into the same slot */
	due.prev->next = &due;
	due.next->prev = &due;
	empty(slot);
	while (due.next != &due) {
		struct timer *t = due.next;
		wheel_stop(t);
		if (t->at <= now)
			fire(t);
		else
			wheel_set(w, t, t->at);
	}
}

void wheel_turn(struct wheel *w, uint64_t now, void (*fire)(struct timer *t))
{
	uint64_t to = now >> WHEEL_SHIFT;
	/* After a long sleep every slot is looked at once, not once for each turn missed. */
	if (to > w->turned + WHEEL_SLOTS)
		w->turned = to - WHEEL_SLOTS;
	while (w->turned < to) {
		w->turned++;
		turn_slot(w, &w->slots[w->turned % WHEEL_SLOTS], now, fire);
	}
}
