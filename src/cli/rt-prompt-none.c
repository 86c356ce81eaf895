/* SPDX-License-Identifier: GPL-3.0-or-later */

/* RtPrompt where there is no readline: there never is one. */

#include "config.h"

#include "cli/rt-prompt.h"

struct _RtPrompt {
  GObject parent_instance;
};

G_DEFINE_FINAL_TYPE (RtPrompt, rt_prompt, G_TYPE_OBJECT)

static void
rt_prompt_class_init (RtPromptClass *klass)
{
}

static void
rt_prompt_init (RtPrompt *self)
{
}

RtPrompt *
rt_prompt_new (RtOutput   *output,
               const char *prompt)
{
  return NULL;
}

void
rt_prompt_print (RtPrompt   *self,
                 const char *text)
{
  g_return_if_reached ();
}

void
rt_prompt_stop (RtPrompt *self)
{
  g_return_if_reached ();
}
