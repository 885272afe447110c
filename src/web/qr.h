/** QR codes as SVG inside a page. libqrencode is loaded when the first one is made. */
#pragma once

#include "html/template.h"

enum { QR_TEXT_MAX = 1000 /* bytes */ };

/**
 * A code that a phone reads as `text`, dark on light with the quiet zone around it, whatever the page's colours.
 * @param label  what it is, for a screen reader
 * @return no markup when the text is too long or the library is not there: a page must not depend on it
 */
struct html_markup qr_svg(struct sv text, struct sv label, struct arena *a);
