/**
 * Scope cleanup for locals, instead of goto ladders:
 *
 *     AUTO(arena_done) struct arena a;
 *     arena_init(&a, 1 << 20);
 *
 * The destructor takes a pointer to the variable and accepts a zeroed or half-built object.
 */
#pragma once

#define AUTO(destructor) __attribute__((cleanup(destructor)))
