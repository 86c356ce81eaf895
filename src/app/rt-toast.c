/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-toast.h"

#define TELL_SECONDS 2
#define WARN_SECONDS 10

static void
show (AdwToastOverlay  *overlay,
      const char       *words,
      guint             seconds,
      AdwToastPriority  priority)
{
  /* A toast's title is markup, and what is to be said may hold an address. */
  g_autofree char *title = g_markup_escape_text (words, -1);
  AdwToast *toast = adw_toast_new (title);

  adw_toast_set_timeout (toast, seconds);
  adw_toast_set_priority (toast, priority);
  adw_toast_overlay_add_toast (overlay, toast);
}

/**
 * rt_toast_tell:
 * @overlay: above what
 * @words: what was done
 *
 * Says @words for %TELL_SECONDS, after what is being said.
 */
void
rt_toast_tell (AdwToastOverlay *overlay,
               const char      *words)
{
  show (overlay, words, TELL_SECONDS, ADW_TOAST_PRIORITY_NORMAL);
}

/**
 * rt_toast_warn:
 * @overlay: above what
 * @words: why something was not done
 *
 * Says @words for %WARN_SECONDS, at once.
 */
void
rt_toast_warn (AdwToastOverlay *overlay,
               const char      *words)
{
  show (overlay, words, WARN_SECONDS, ADW_TOAST_PRIORITY_HIGH);
}
