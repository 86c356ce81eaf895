/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/rt-password.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "cli/rt-values.h"
#include "patterns/publish-subscribe/rt-bus-address.h"
#include "patterns/publish-subscribe/rt-bus-engine.h"
#include "patterns/publish-subscribe/rt-keyring.h"

/* How long the keyring may take, also where it asks the user to unlock it. */
#define KEYRING_MS 60000
#define MAX_LENGTH 1024

/* What goes on until there is a password or none will be. */
typedef struct {
  GCancellable *cancellable;
  char         *password;     /* or NULL */
  int           terminal;     /* -1 none */
  char          typed[MAX_LENGTH];
  gsize         length;
  gboolean      done;
  gboolean      interrupted;
} Search;

static void
on_interrupted (RtConsole *console,
                Search    *search)
{
  search->interrupted = search->done = TRUE;
  g_cancellable_cancel (search->cancellable);
}

static gboolean
on_too_late (gpointer user_data)
{
  Search *search = user_data;

  g_cancellable_cancel (search->cancellable);

  return G_SOURCE_CONTINUE;
}

/* A keyring that is not there is one without a password. */
static void
on_found (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Search *search = user_data;

  search->password = rt_keyring_find_finish (result, NULL);
  search->done = TRUE;
}

static void
run (Search *search)
{
  while (!search->done)
    g_main_context_iteration (NULL, TRUE);
}

static void
look (Search *search,
      GUri   *url)
{
  guint timeout = g_timeout_add (KEYRING_MS, on_too_late, search);

  rt_keyring_find_async (url, search->cancellable, on_found, search);
  run (search);
  /* It calls back in any case. */
  while (search->interrupted && g_main_context_pending (NULL))
    g_main_context_iteration (NULL, FALSE);
  g_source_remove (timeout);
}

static gboolean
on_typed (int          fd,
          GIOCondition condition,
          gpointer     user_data)
{
  Search *search = user_data;
  gssize n = read (fd, search->typed + search->length, sizeof search->typed - 1 - search->length);

  search->length += MAX (n, 0);
  search->typed[search->length] = '\0';
  if (n > 0 && strchr (search->typed, '\n') == NULL && search->length < sizeof search->typed - 1)
    return G_SOURCE_CONTINUE;

  search->typed[strcspn (search->typed, "\r\n")] = '\0';
  search->password = search->length > 0 ? g_strdup (search->typed) : NULL;
  explicit_bzero (search->typed, sizeof search->typed);
  search->done = TRUE;

  return G_SOURCE_REMOVE;
}

/* Of the one who sits there, whatever standard input is; what is typed is not shown. */
static void
ask (Search    *search,
     RtConsole *console,
     GUri      *url)
{
  struct termios before;
  struct termios hidden;
  guint source;

  search->done = FALSE;
  if (tcgetattr (search->terminal, &before) < 0)
    return;

  hidden = before;
  hidden.c_lflag &= ~(tcflag_t) ECHO;
  hidden.c_lflag |= ICANON | ISIG | ECHONL;
  tcsetattr (search->terminal, TCSAFLUSH, &hidden);
  rt_output_printf (rt_console_get_errors (console), _("Password of %s at %s: "), g_uri_get_user (url),
                    g_uri_get_host (url));
  source = g_unix_fd_add (search->terminal, G_IO_IN | G_IO_HUP | G_IO_ERR, on_typed, search);
  run (search);
  if (search->interrupted)
    g_source_remove (source);
  tcsetattr (search->terminal, TCSAFLUSH, &before);
}

/**
 * rt_password_complete:
 * @console: where to ask
 * @url: (inout): an address
 *
 * Returns: %FALSE where the user ended it meanwhile; %TRUE also where no password was found, which
 *   the broker may do without
 */
gboolean
rt_password_complete (RtConsole  *console,
                      GUri      **url)
{
  Search search = { .terminal = -1 };
  gulong handler;

  if (!rt_url_is_bus (*url) || !rt_keyring_needs (*url))
    return TRUE;

  search.cancellable = g_cancellable_new ();
  handler = g_signal_connect (console, "interrupted", G_CALLBACK (on_interrupted), &search);
  look (&search, *url);
  if (search.password == NULL && !search.interrupted && rt_output_is_terminal (rt_console_get_errors (console)))
    search.terminal = open ("/dev/tty", O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  if (search.terminal >= 0)
    {
      ask (&search, console, *url);
      close (search.terminal);
    }
  if (search.password != NULL)
    {
      GUri *complete = rt_keyring_complete (*url, search.password);

      g_uri_unref (*url);
      *url = complete;
    }

  g_signal_handler_disconnect (console, handler);
  g_object_unref (search.cancellable);
  rt_keyring_free (search.password);

  return !search.interrupted;
}

/**
 * rt_password_complete_text:
 * @console: where to ask
 * @url: (inout) (nullable): an address
 *
 * Returns: as rt_password_complete()
 */
gboolean
rt_password_complete_text (RtConsole  *console,
                           char      **url)
{
  g_autoptr (GUri) parsed = *url != NULL && rt_bus_address_is_one (*url) ? g_uri_parse (*url, RT_BUS_URI_FLAGS, NULL)
                                                                         : NULL;

  if (parsed == NULL || !rt_keyring_needs (parsed))
    return TRUE;
  if (!rt_password_complete (console, &parsed))
    return FALSE;

  g_free (*url);
  *url = g_uri_to_string (parsed);

  return TRUE;
}
