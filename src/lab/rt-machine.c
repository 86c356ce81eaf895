/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-machine.h"

#include <fcntl.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "lab/rt-json-members.h"

#define MODEL_KEY "model name"

/* Not all of it, which is long where there are many processors: the first says its model
 * within a page, and reading that waits for nothing. */
static char *
read_processor (void)
{
  char text[4096];
  int fd = open ("/proc/cpuinfo", O_RDONLY | O_CLOEXEC);
  ssize_t length = fd >= 0 ? read (fd, text, sizeof text - 1) : -1;
  const char *begin;

  if (fd >= 0)
    close (fd);
  text[MAX (length, 0)] = '\0';
  begin = strstr (text, MODEL_KEY);
  begin = begin != NULL ? strchr (begin, ':') : NULL;
  if (begin == NULL)
    return NULL;

  return g_strstrip (g_utf8_make_valid (begin + 1, (gssize) strcspn (begin + 1, "\n")));
}

/**
 * rt_machine_describe:
 *
 * Returns: (transfer full): an object: "cpu", "cores", "memory_bytes", "kernel",
 *   "architecture", "roundtrip"
 */
JsonNode *
rt_machine_describe (void)
{
  JsonObject *object = json_object_new ();
  g_autofree char *processor = read_processor ();
  struct utsname name = { 0 };

  if (processor != NULL)
    json_object_set_string_member (object, "cpu", processor);
  json_object_set_int_member (object, "cores", g_get_num_processors ());
  json_object_set_int_member (object, "memory_bytes", (gint64) sysconf (_SC_PHYS_PAGES) * sysconf (_SC_PAGESIZE));
  if (uname (&name) == 0)
    {
      g_autofree char *kernel = g_strdup_printf ("%s %s", name.sysname, name.release);

      json_object_set_string_member (object, "kernel", kernel);
      json_object_set_string_member (object, "architecture", name.machine);
    }
  json_object_set_string_member (object, "roundtrip", PACKAGE_VERSION);

  return rt_json_object_node (object);
}
