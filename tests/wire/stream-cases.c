/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "stream-cases.h"

#include <string.h>

#define BAD "\xEF\xBF\xBD"
#define WITH_NULS(text) text, sizeof (text) - 1

const StreamCase stream_cases[] = {
  /* 9.2.5: line ends */
  { "9.2.5/line-ends/line-feed", "data: a\n\ndata: b\n\n", -1, "message||a;message||b;" },
  { "9.2.5/line-ends/carriage-return", "data: a\r\rdata: b\r\r", -1, "message||a;message||b;" },
  { "9.2.5/line-ends/both", "data: a\r\n\r\ndata: b\r\n\r\n", -1, "message||a;message||b;" },
  { "9.2.5/line-ends/mixed", "data: a\r\ndata: b\rdata: c\n\r\n", -1, "message||a\nb\nc;" },
  { "9.2.5/line-ends/lf-cr-is-two", "data: a\n\rdata: b\n\n", -1, "message||a;message||b;" },
  { "9.2.5/line-ends/cr-cr-lf-is-two", "data: a\r\r\ndata: b\n\n", -1, "message||a;message||b;" },
  { "9.2.5/line-ends/the-last-cr-is-enough", "data: a\n\r", -1, "message||a;" },
  { "9.2.5/line-ends/no-other-separators", "data: a\x0B" "b\x0C" "c\xC2\x85" "d\xE2\x80\xA8" "e\n\n", -1,
    "message||a\x0B" "b\x0C" "c\xC2\x85" "d\xE2\x80\xA8" "e;" },
  /* 9.2.5: byte order mark */
  { "9.2.5/bom/at-the-start-is-ignored", BOM "data: a\n\n", -1, "message||a;" },
  { "9.2.5/bom/one-only", BOM BOM "data: a\n\ndata: b\n\n", -1, BOM "data=a;message||b;" },
  { "9.2.5/bom/elsewhere-is-text", "data: a\n\n" BOM "data: b\n\ndata: " BOM "c\n\n", -1,
    "message||a;" BOM "data=b;message||" BOM "c;" },
  { "9.2.5/bom/before-a-comment", BOM ": hi\ndata: a\n\n", -1, "message||a;" },
  /* 9.2.6: lines */
  { "9.2.6/comments/are-ignored", ": one\n:\n:data: no\ndata: a\n: two\n\n", -1, "message||a;" },
  { "9.2.6/comments/do-not-make-events", ": one\n\n:\n\n", -1, "" },
  { "9.2.6/fields/no-colon-is-a-name", "data\n\ndata\ndata\n\ndata:", -1, "message||;message||\n;" },
  { "9.2.6/fields/one-space-is-removed", "data:a\n\ndata: b\n\ndata:  c\n\ndata:\td\n\n", -1,
    "message||a;message||b;message|| c;message||\td;" },
  { "9.2.6/fields/only-the-first-colon-counts", "data: a: b\n\n", -1, "message||a: b;" },
  { "9.2.6/fields/names-are-compared-exactly", "Data: a\n data: b\ndata : c\nDATA: d\ndata: e\n\n", -1,
    "Data=a; data=b;data =c;DATA=d;message||e;" },
  { "9.2.6/fields/unknown-are-told-and-ignored", "time: now\nfoo\ndata: a\n\n", -1, "time=now;foo=;message||a;" },
  { "9.2.6/fields/name-with-nul-is-unknown", WITH_NULS ("da\0ta: a\n\ndata\0: b\n\n"), "" },
  /* 9.2.6: data */
  { "9.2.6/data/several-lines", "data: a\ndata: b\ndata: c\n\n", -1, "message||a\nb\nc;" },
  { "9.2.6/data/empty-lines-within", "data: a\ndata\ndata: b\n\n", -1, "message||a\n\nb;" },
  { "9.2.6/data/one-empty-line-is-an-event", "data:\n\n", -1, "message||;" },
  { "9.2.6/data/none-is-no-event", "event: x\n\nid: 1\n\ndata: a\n\n", -1, "message|(1)|a;" },
  { "9.2.6/data/nul-is-a-character", WITH_NULS ("data: a\0b\n\n"), "message||a<NUL>b;" },
  { "9.2.6/data/blank-lines-in-a-row", "\n\n\ndata: a\n\n\n\n", -1, "message||a;" },
  /* 9.2.6: event */
  { "9.2.6/event/names-the-type", "event: add\ndata: a\n\n", -1, "add||a;" },
  { "9.2.6/event/the-last-wins", "event: add\nevent: del\ndata: a\n\n", -1, "del||a;" },
  { "9.2.6/event/empty-means-message", "event: add\nevent:\ndata: a\n\n", -1, "message||a;" },
  { "9.2.6/event/is-forgotten-after-its-block", "event: add\n\ndata: a\n\nevent: b\ndata: b\n\ndata: c\n\n", -1,
    "message||a;b||b;message||c;" },
  /* 9.2.6: id */
  { "9.2.6/id/stays-until-changed", "id: 1\ndata: a\n\ndata: b\n\nid: 2\ndata: c\n\n", -1,
    "message|1|a;message|(1)|b;message|2|c;" },
  { "9.2.6/id/empty-resets", "id: 1\ndata: a\n\nid\ndata: b\n\n", -1, "message|1|a;message||b;" },
  { "9.2.6/id/with-nul-is-ignored", WITH_NULS ("id: 1\ndata: a\n\nid: 2\0003\ndata: b\n\n"),
    "message|1|a;message|(1)|b;" },
  { "9.2.6/id/without-data-is-kept", "id: 7\n\ndata: a\n\n", -1, "message|(7)|a;" },
  { "9.2.6/id/need-not-be-a-number", "id: ab c\ndata: a\n\n", -1, "message|ab c|a;" },
  { "9.2.6/id/one-space-is-removed", "id:1\ndata: a\n\nid:  2\ndata: b\n\n", -1, "message|1|a;message| 2|b;" },
  { "9.2.6/id/the-last-wins", "id: 1\nid: 2\ndata: a\n\n", -1, "message|2|a;" },
  { "9.2.6/id/of-what-breaks-off-does-not-count", "id: 1\ndata: a\n\nid: 2\ndata: b\n", -1, "message|1|a;" },
  { "9.2.6/id/in-utf-8", "id: \xC3\xA9\ndata: a\n\n", -1, "message|\xC3\xA9|a;" },
  /* 9.2.6: retry */
  { "9.2.6/retry/digits", "retry: 2500\n\n", -1, "retry=2500;" },
  { "9.2.6/retry/digits-only", "retry: 25a\nretry: -1\nretry: +1\nretry: 1.5\nretry:  1\nretry\nretry: 0\n\n", -1,
    "retry=0;" },
  { "9.2.6/retry/is-bounded", "retry: 99999999999999999999999\n\n", -1, "retry=4294967295;" },
  { "9.2.6/retry/within-an-event", "data: a\nretry: 10\ndata: b\n\n", -1, "retry=10;message||a\nb;" },
  { "9.2.6/retry/leading-zeros", "retry: 007\n\n", -1, "retry=7;" },
  { "9.2.6/retry/no-other-digits", "retry: \xD9\xA3\n\n", -1, "" },
  { "9.2.6/retry/the-last-wins", "retry: 5\nretry: 6\n\n", -1, "retry=5;retry=6;" },
  /* 9.2.6: end of file */
  { "9.2.6/end/incomplete-event-is-discarded", "data: a\n\ndata: b\n", -1, "message||a;" },
  { "9.2.6/end/incomplete-line-is-discarded", "data: a\n\ndata: b", -1, "message||a;" },
  { "9.2.6/end/empty-stream", "", -1, "" },
  /* Encoding standard: UTF-8 decode */
  { "9.2.5/utf-8/passes", "data: \xC3\xA9\xE2\x82\xAC\xF0\x9F\x8E\xB5\n\n", -1,
    "message||\xC3\xA9\xE2\x82\xAC\xF0\x9F\x8E\xB5;" },
  { "9.2.5/utf-8/a-bad-byte-is-replaced", "data: a\xFF" "b\x80\n\n", -1, "message||a" BAD "b" BAD ";" },
  { "9.2.5/utf-8/a-cut-character-is-one-replacement", "data: \xF0\x9F\x8E" "a\xE2\x82\n\n", -1,
    "message||" BAD "a" BAD ";" },
  { "9.2.5/utf-8/overlong-forms", "data: \xC0\xAF\xE0\x80\xAF\n\n", -1, "message||" BAD BAD BAD BAD BAD ";" },
  { "9.2.5/utf-8/surrogates-and-beyond", "data: \xED\xA0\x80\xF4\x90\x80\x80\n\n", -1,
    "message||" BAD BAD BAD BAD BAD BAD BAD ";" },
  { "9.2.5/utf-8/in-names-and-types", "ev\xFF: x\nevent: \xFF\ndata: a\n\n", -1,
    "ev" BAD "=x;" BAD "||a;" },
  /* The examples of section 9.2.6 */
  { "9.2.6/examples/stock", "data: YHOO\ndata: +2\ndata: 10\n\n", -1, "message||YHOO\n+2\n10;" },
  { "9.2.6/examples/four-blocks",
    ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n", -1,
    "message|1|first event;message||second event;" },
  { "9.2.6/examples/two-empty-events", "data\n\ndata\ndata\n\ndata:\n", -1, "message||;message||\n;" },
  { "9.2.6/examples/space-after-colon", "data:test\n\ndata: test\n\n", -1, "message||test;message||test;" },
  { NULL }
};

gsize
stream_case_get_length (const StreamCase *self)
{
  return self->length < 0 ? strlen (self->input) : (gsize) self->length;
}
