/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "frame-cases.h"

#define BAD "close[1002]"
#define ECHOED(code) { "7.4/" #code "-is-a-code", OF_BOTH, "close[" #code "]", "", "close[" #code "]" }
#define REFUSED(code) { "7.4/" #code "-is-no-code", OF_BOTH, "close[" #code "]", "", BAD }

const FrameCase close_cases[] = {
  /* 7.4.1, and the registry of section 11.7 */
  ECHOED (1000),
  ECHOED (1001),
  ECHOED (1002),
  ECHOED (1003),
  ECHOED (1007),
  ECHOED (1008),
  ECHOED (1009),
  ECHOED (1010),
  ECHOED (1011),
  ECHOED (1012),
  ECHOED (1013),
  ECHOED (1014),
  REFUSED (1004),
  REFUSED (1005),
  REFUSED (1006),
  REFUSED (1015),
  /* 7.4.2 */
  ECHOED (3000),
  ECHOED (3001),
  ECHOED (3999),
  ECHOED (4000),
  ECHOED (4999),
  REFUSED (0),
  REFUSED (1),
  REFUSED (999),
  REFUSED (1016),
  REFUSED (1100),
  REFUSED (1999),
  REFUSED (2000),
  REFUSED (2999),
  REFUSED (5000),
  REFUSED (32768),
  REFUSED (65535),
  /* 5.5.1 */
  { "5.5.1/an-empty-close", OF_BOTH, "close()", "", "close[1000]" },
  { "5.5.1/half-a-code", OF_BOTH, "close(x)", "", BAD },
  { "5.5.1/a-reason", OF_BOTH, "close[1000 Good bye]", "", "close[1000 Good bye]" },
  { "5.5.1/a-reason-of-no-byte", OF_BOTH, "close[1001]", "", "close[1001]" },
  { "5.5.1/a-reason-in-utf-8", OF_BOTH, "close[4000 \xC3\xA0 bient\xC3\xB4t]", "", "close[4000 \xC3\xA0 bient\xC3\xB4t]" },
  { "5.5.1/a-reason-of-123-bytes", OF_BOTH,
    "close[1000 0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
    "01234567890123456789012]", "",
    "close[1000 0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
    "01234567890123456789012]" },
  { "5.5.1/a-reason-of-124-bytes", OF_BOTH,
    "close[1000 0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
    "012345678901234567890123]", "", BAD },
  { "5.5.1/a-reason-with-nul", OF_BOTH, "close<03 e8 61 00 62>", "", "close[1000 a]",
    "Libsoup takes it up to the NUL; the answer need not repeat it" },
  { "5.5.1/a-reason-that-is-no-utf-8", OF_SERVER, "close<03 e8 ff>", "", "close[1007]" },
  { "5.5.1/a-reason-with-half-a-character", OF_SERVER, "close<03 e8 61 e2 82>", "", "close[1007]" },
  { "5.5.1/a-reason-that-is-no-utf-8", OF_CLIENT, "close<03 e8 ff>", "", BAD,
    "Libsoup calls it an error of protocol; 1007 would say more" },
  { "5.5.1/a-bad-code-with-a-good-reason", OF_BOTH, "close[1005 bye]", "", BAD },
  { "5.5.1/messages-before-are-delivered", OF_BOTH, "text(a) binary(b) close[1000]", "text(a) binary(b)", "close[1000]" },
  { "5.5.1/messages-after-are-not", OF_BOTH, "close[1000] text(a) binary(b)", "", "close[1000]" },
  { "5.5.1/one-close-is-answered-once", OF_BOTH, "close[1000] close[1001]", "", "close[1000]" },
  { "5.5.1/nonsense-after-it-changes-nothing", OF_BOTH, "close[1000] op3() rsv1.text(a)", "", "close[1000]" },
  { "5.5.1/after-a-failure-it-is-not-answered", OF_BOTH, "op3() close[1000]", "", BAD },
  { NULL }
};

const TextCase text_cases[] = {
  { "greek", "ceba e1bdb9 cf83 cebc ceb5", TRUE },
  { "the-first-of-1-byte", "00", TRUE },
  { "the-first-of-2-bytes", "c280", TRUE },
  { "the-first-of-3-bytes", "e0a080", TRUE },
  { "the-first-of-4-bytes", "f0908080", TRUE },
  { "the-last-of-1-byte", "7f", TRUE },
  { "the-last-of-2-bytes", "dfbf", TRUE },
  { "the-last-of-3-bytes", "efbfbf", TRUE },
  { "the-last-of-4-bytes", "f48fbfbf", TRUE },
  { "before-the-surrogates", "ed9fbf", TRUE },
  { "behind-the-surrogates", "ee8080", TRUE },
  { "the-replacement-character", "efbfbd", TRUE },
  { "no-characters-are-valid-too", "efbfbe efb790 f09fbfbf", TRUE },
  { "a-continuation-alone", "80", FALSE },
  { "the-last-continuation-alone", "61 bf 62", FALSE },
  { "a-lead-of-2-alone", "c3 20", FALSE },
  { "a-lead-of-3-alone", "e2 20", FALSE },
  { "a-lead-of-4-alone", "f0 20", FALSE },
  { "a-lead-of-2-at-the-end", "61 c3", FALSE },
  { "two-of-3-bytes-at-the-end", "61 e2 82", FALSE },
  { "three-of-4-bytes-at-the-end", "61 f0 9f 8e", FALSE },
  { "three-of-4-bytes", "f0 9f 8e 61", FALSE },
  { "a-lead-of-5", "f8 88 80 80 80", FALSE },
  { "a-lead-of-6", "fc 84 80 80 80 80", FALSE },
  { "fe", "fe", FALSE },
  { "ff", "ff", FALSE },
  { "a-slash-in-2-bytes", "c0 af", FALSE },
  { "a-slash-in-3-bytes", "e0 80 af", FALSE },
  { "a-slash-in-4-bytes", "f0 80 80 af", FALSE },
  { "nul-in-2-bytes", "c0 80", FALSE },
  { "the-most-overlong-of-2", "c1 bf", FALSE },
  { "the-most-overlong-of-3", "e0 9f bf", FALSE },
  { "the-most-overlong-of-4", "f0 8f bf bf", FALSE },
  { "the-first-surrogate", "ed a0 80", FALSE },
  { "the-last-surrogate", "ed bf bf", FALSE },
  { "a-pair-of-surrogates", "ed a0 80 ed b0 80", FALSE },
  { "above-the-last-character", "f4 90 80 80", FALSE },
  { "far-above-the-last-character", "f7 bf bf bf", FALSE },
  { "greek-with-a-fault", "ceba e1bdb9 cf83 cebc ceb5 eda080 656469746564", FALSE },
  { "latin-1", "63 61 66 e9", FALSE },
  { NULL }
};
