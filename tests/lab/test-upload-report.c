/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "lab/rt-upload-report.h"
#include "lab/rt-upload-words.h"
#include "support/rt-test.h"

static gboolean
hear (RtUploadReport *report,
      const char     *text)
{
  return rt_upload_report_read (report, text, strlen (text));
}

static void
test_nothing (void)
{
  g_autoptr (RtUploadReport) report = rt_upload_report_new ();

  g_assert_cmpint (report->status, ==, RT_UPLOAD_REPORT_NOTHING);
  g_assert_cmpfloat (report->share, <, 0);
  g_assert_false (rt_upload_report_is_last (report));
}

static void
test_progress (void)
{
  g_autoptr (RtUploadReport) report = rt_upload_report_new ();

  g_assert_true (hear (report, "{\"status\":\"in-progress\",\"progress\":25,\"received\":250,"
                               "\"size\":1000,\"rate\":50,\"left\":15}"));

  g_assert_cmpint (report->status, ==, RT_UPLOAD_REPORT_IN_PROGRESS);
  g_assert_cmpfloat (report->share, ==, 0.25);
  g_assert_cmpfloat (report->received, ==, 250);
  g_assert_cmpfloat (report->size, ==, 1000);
  g_assert_cmpfloat (report->rate, ==, 50);
  g_assert_cmpfloat (report->left, ==, 15);
  g_assert_false (rt_upload_report_is_last (report));
}

static void
test_simulated (void)
{
  g_autoptr (RtUploadReport) report = rt_upload_report_new ();

  g_assert_true (hear (report, "{\"status\":\"in-progress\",\"progress\":40}"));

  g_assert_cmpfloat (report->share, ==, 0.4);
  g_assert_cmpfloat (report->rate, <, 0);
}

static void
test_unknown_size (void)
{
  g_autoptr (RtUploadReport) report = rt_upload_report_new ();

  hear (report, "{\"status\":\"in-progress\",\"progress\":0,\"received\":0,\"size\":null,"
                "\"rate\":0,\"left\":7}");
  hear (report, "{\"status\":\"in-progress\",\"progress\":null,\"received\":9,\"size\":null,"
                "\"rate\":3,\"left\":null}");

  g_assert_cmpfloat (report->received, ==, 9);
  g_assert_cmpfloat (report->size, <, 0);
  g_assert_cmpfloat (report->left, <, 0);
  /* Without a size there is no share. */
  g_assert_cmpfloat (report->share, <, 0);
}

static void
test_complete (void)
{
  g_autoptr (RtUploadReport) report = rt_upload_report_new ();

  hear (report, "{\"status\":\"in-progress\",\"progress\":99,\"received\":99,\"size\":100}");
  hear (report, "{\"status\":\"complete\",\"message\":\"It is all there.\","
                "\"sha256\":\"abcd\",\"name\":\"song.flac\",\"type\":\"audio/flac\"}");

  g_assert_true (rt_upload_report_is_last (report));
  g_assert_cmpfloat (report->share, ==, 1);
  g_assert_cmpstr (report->message, ==, "It is all there.");
  g_assert_cmpstr (report->sha256, ==, "abcd");
  g_assert_cmpstr (report->type, ==, "audio/flac");
}

static void
test_bad_ends (void)
{
  g_autoptr (RtUploadReport) failed = rt_upload_report_new ();
  g_autoptr (RtUploadReport) cancelled = rt_upload_report_new ();

  hear (failed, "{\"status\":\"failed\",\"message\":\"The disk is full.\"}");
  hear (cancelled, "{\"status\":\"cancelled\",\"message\":\"The sender left.\"}");

  g_assert_cmpint (failed->status, ==, RT_UPLOAD_REPORT_FAILED);
  g_assert_cmpint (cancelled->status, ==, RT_UPLOAD_REPORT_CANCELLED);
  g_assert_true (rt_upload_report_is_last (failed));
  g_assert_true (rt_upload_report_is_last (cancelled));
}

static void
test_no_report (void)
{
  static const char * const texts[] = {
    "", "null", "[]", "3", "{\"status\":", "{\"status\":\"complete\"} {}", "hello",
  };
  g_autofree char *long_text = g_strnfill (RT_UPLOAD_REPORT_MAX_SIZE, ' ');
  g_autofree char *padded = g_strconcat (long_text, "{\"status\":\"complete\"}", NULL);
  g_autoptr (RtUploadReport) report = rt_upload_report_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_false (hear (report, texts[i]));
  g_assert_false (hear (report, padded));

  g_assert_cmpint (report->status, ==, RT_UPLOAD_REPORT_NOTHING);
}

static void
test_strange_values (void)
{
  g_autoptr (RtUploadReport) report = rt_upload_report_new ();

  g_assert_true (hear (report, "{\"status\":7,\"progress\":\"half\",\"received\":-5,\"size\":{},"
                               "\"rate\":1e308,\"left\":[1],\"sha256\":null,\"type\":3}"));
  g_assert_true (hear (report, "{\"status\":\"dancing\",\"progress\":900}"));

  g_assert_cmpint (report->status, ==, RT_UPLOAD_REPORT_NOTHING);
  g_assert_cmpfloat (report->share, ==, 1);
  g_assert_cmpfloat (report->received, ==, -1);
  g_assert_null (report->sha256);
  g_assert_null (report->type);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/upload-report/says-nothing-before-something-was-told", test_nothing);
  g_test_add_func ("/upload-report/of-a-file-has-all-figures", test_progress);
  g_test_add_func ("/upload-report/of-a-simulated-upload-has-its-share", test_simulated);
  g_test_add_func ("/upload-report/without-a-size-has-no-share", test_unknown_size);
  g_test_add_func ("/upload-report/ends-with-digest-and-type", test_complete);
  g_test_add_func ("/upload-report/may-end-badly", test_bad_ends);
  g_test_add_func ("/upload-report/is-not-what-is-no-object", test_no_report);
  g_test_add_func ("/upload-report/takes-nothing-from-strange-values", test_strange_values);

  return g_test_run ();
}
