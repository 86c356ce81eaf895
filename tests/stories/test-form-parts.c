/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "stories/rt-form-parts.h"

/* Begins with hyphens, as those of browsers do. */
#define BOUNDARY "----WebKitFormBoundaryAbc"
#define LINE     "--" BOUNDARY "\r\n"
#define FIELD    "Content-Disposition: form-data; name=\"title\"\r\n\r\n"
#define FILE_A   "Content-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\n"
#define FILE_B   "Content-Disposition: form-data; name=\"file\"; filename=\"b.txt\"\r\n\r\n"
#define FILE_NONE "Content-Disposition: form-data; name=\"file\"; filename=\"\"\r\nContent-Type: application/octet-stream\r\n\r\n"
#define LAST     "\r\n--" BOUNDARY "--\r\n"

/* What comes of it, as "a.txt(bytes)…": "." at the end of a form, "!" of what is none. */
typedef struct {
  const char *name;
  const char *text;
  const char *expected;
} Case;

static const Case cases[] = {
  { "one-file", LINE FILE_A "hello" LAST, "a.txt(hello)." },
  { "a-file-of-nothing", LINE FILE_A LAST, "a.txt()." },
  { "two-files", LINE FILE_A "hello\r\n" LINE FILE_B "world" LAST, "a.txt(hello)b.txt(world)." },
  { "other-fields-as-well", LINE FIELD "Nocturne\r\n" LINE FILE_A "hello\r\n" LINE FIELD "x" LAST, "a.txt(hello)." },
  { "no-file", LINE FIELD "Nocturne" LAST, "." },
  { "no-part", "--" BOUNDARY "--\r\n", "." },
  { "what-stands-before-and-after", "to whom it may concern\r\n" LINE FILE_A "hello" LAST "yours", "a.txt(hello)." },
  { "what-is-nearly-a-boundary", LINE FILE_A "\r\n\r\n--\r\n----WebKitFormBoundaryAb\r\n-" LAST,
    "a.txt(\r\n\r\n--\r\n----WebKitFormBoundaryAb\r\n-)." },
  { "a-part-without-fields", LINE "\r\nx\r\n" LINE FILE_A "hello" LAST, "a.txt(hello)." },
  { "a-boundary-with-blanks-behind", "--" BOUNDARY " \t\r\n" FILE_A "hello" LAST, "a.txt(hello)." },
  { "an-input-where-nothing-was-chosen", LINE FILE_NONE LAST, "." },
  { "the-one-that-was-chosen", LINE FILE_NONE "\r\n" LINE FILE_A "hello\r\n" LINE FILE_NONE LAST, "a.txt(hello)." },
  { "a-form-that-breaks-off", LINE FILE_A "hello\r\n", "a.txt(" },
  { "nothing", "", "" },
};

static char *
take_apart (const char *text,
            gsize       piece)
{
  g_autoptr (RtFormParts) parts = rt_form_parts_new (BOUNDARY);
  GString *found = g_string_new (NULL);
  gboolean in_file = FALSE;
  RtFormPartsItem item = RT_FORM_PARTS_MORE;

  for (gsize at = 0; at < strlen (text); at += piece)
    {
      const char *data;
      gsize size;

      rt_form_parts_push (parts, text + at, MIN (piece, strlen (text) - at));
      while ((item = rt_form_parts_read (parts, &data, &size)) == RT_FORM_PARTS_FILE || item == RT_FORM_PARTS_DATA)
        {
          if (item == RT_FORM_PARTS_FILE)
            g_string_append_printf (found, "%s%s(", in_file ? ")" : "", rt_form_parts_get_filename (parts));
          in_file |= item == RT_FORM_PARTS_FILE;
          if (size > 0)
            g_string_append_len (found, data, (gssize) size);
        }
    }
  if (item == RT_FORM_PARTS_END)
    g_string_append_printf (found, "%s.", in_file ? ")" : "");
  if (item == RT_FORM_PARTS_BAD)
    g_string_append_c (found, '!');

  return g_string_free (found, FALSE);
}

/* However it is cut into pieces. */
static void
test_case (gconstpointer user_data)
{
  const Case *test = user_data;

  for (gsize piece = 1; piece <= strlen (test->text) + 1; piece++)
    {
      g_autofree char *found = take_apart (test->text, piece);

      if (g_str_has_suffix (test->expected, "("))
        g_assert_true (g_str_has_prefix (found, test->expected));
      else
        g_assert_cmpstr (found, ==, test->expected);
    }
}

typedef struct {
  const char *disposition;
  const char *filename;
} Name;

/* WHATWG HTML, “Multipart form data”, and what programs that are no browsers write. */
static const Name names[] = {
  { "form-data; name=\"f\"; filename=\"C:\\fakepath\\a.txt\"", "C:\\fakepath\\a.txt" },
  { "form-data; name=\"f\"; filename=\"a%22b%0D%0Ac%0ad.txt\"", "a\"b\r\nc\nd.txt" },
  { "form-data; name=\"f\"; filename=\"100%25 %41%2\"", "100%25 %41%2" },
  { "form-data; name=\"a; filename=b\"; filename=\"c;d.txt\"", "c;d.txt" },
  { "form-data; name=\"f\"; filename=\"K\303\266ln.mp3\"", "K\303\266ln.mp3" },
  { "form-data;name=f;FileName = a.txt ;x=y", "a.txt" },
  { "form-data; filename=\"a.txt", "a.txt" },
  { "form-data; filename=\"a.txt\"; filename*=UTF-8''b.txt", "a.txt" },
  { "form-data; filename*=UTF-8''K%C3%B6ln.mp3", "K\303\266ln.mp3" },
};

static void
test_names (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *text = g_strconcat (LINE "Content-Disposition: ", names[i].disposition, "\r\n\r\nx" LAST, NULL);
      g_autofree char *expected = g_strconcat (names[i].filename, "(x).", NULL);
      g_autofree char *found = take_apart (text, strlen (text));

      g_assert_cmpstr (found, ==, expected);
    }
}

static void
test_long_head (void)
{
  g_autofree char *name = g_strnfill (RT_FORM_PARTS_MAX_HEAD, 'x');
  g_autofree char *text = g_strconcat (LINE "Content-Disposition: form-data; filename=\"", name, "\"\r\n\r\n", LAST, NULL);
  g_autofree char *found = take_apart (text, 1000);

  g_assert_cmpstr (found, ==, "!");
}

static void
test_bad_boundaries (void)
{
  g_autofree char *longest = g_strnfill (RT_FORM_PARTS_MAX_BOUNDARY, 'x');
  g_autofree char *longer = g_strnfill (RT_FORM_PARTS_MAX_BOUNDARY + 1, 'x');
  g_autoptr (RtFormParts) parts = rt_form_parts_new (longest);

  g_assert_nonnull (parts);
  g_assert_null (rt_form_parts_new (longer));
  g_assert_null (rt_form_parts_new (""));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/form-parts/reads/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/form-parts/reads-names-as-browsers-write-them", test_names);
  g_test_add_func ("/form-parts/has-bounds/for-the-fields-of-a-part", test_long_head);
  g_test_add_func ("/form-parts/has-bounds/for-a-boundary", test_bad_boundaries);

  return g_test_run ();
}
