/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "net/rt-guard.h"

G_BEGIN_DECLS

/**
 * RtLimits:
 *
 * How much a server takes from those who call, and how often that was too much: one
 * value and one count for each limit of the one table there is of them.
 */
typedef struct _RtLimits RtLimits;

/* In the order of their groups. What is no value but a rule counts alone. */
typedef enum {
  RT_LIMIT_CONNECTIONS,
  RT_LIMIT_CONNECTIONS_BY_ADDRESS,
  RT_LIMIT_CONNECTIONS_BY_LOOPBACK,
  RT_LIMIT_IDLE_TIME,
  RT_LIMIT_OUTPUT_WAIT,
  RT_LIMIT_REQUESTS_BY_ADDRESS,
  RT_LIMIT_REQUESTS_BY_LOOPBACK,
  RT_LIMIT_HEAD_BYTES,
  RT_LIMIT_FIELDS,
  RT_LIMIT_HEAD_TIME,
  RT_LIMIT_PIPELINED_BYTES,
  RT_LIMIT_BODY_BYTES,
  RT_LIMIT_BODY_WAIT,
  RT_LIMIT_BODY_RATE,
  RT_LIMIT_UPLOAD_BYTES,
  RT_LIMIT_MESSAGE_BYTES,
  RT_LIMIT_FRAGMENTS,
  RT_LIMIT_CONTROL_FRAMES,
  RT_LIMIT_COMPRESSION,
  RT_LIMIT_REQUEST_SYNTAX,
  RT_LIMIT_FRAME_SYNTAX,
  RT_N_LIMITS,
} RtLimitKind;

typedef enum {
  RT_LIMIT_UNIT_NUMBER,
  RT_LIMIT_UNIT_BYTES,
  RT_LIMIT_UNIT_SECONDS,
  RT_LIMIT_UNIT_PER_SECOND,
  RT_LIMIT_UNIT_BYTES_PER_SECOND,
  RT_LIMIT_UNIT_NONE,   /* a rule: there is nothing to set */
} RtLimitUnit;

typedef enum {
  RT_LIMIT_GROUP_CONNECTIONS,
  RT_LIMIT_GROUP_REQUESTS,
  RT_LIMIT_GROUP_BODIES,
  RT_LIMIT_GROUP_WEBSOCKETS,
  RT_LIMIT_GROUP_RULES,
  RT_N_LIMIT_GROUPS,
} RtLimitGroup;

/**
 * RtLimitInfo:
 * @name: as it is said on the command line, in settings and metrics
 * @group: what it is a limit of
 * @unit: of its values
 * @standard: what it is unless set
 * @minimum: the least it can be; where that is 0, 0 switches it off
 * @maximum: the most it can be
 * @title: what it is called, to be translated
 * @sentence: what it bounds and what happens there, to be translated
 */
typedef struct {
  const char  *name;
  RtLimitGroup group;
  RtLimitUnit  unit;
  guint64      standard;
  guint64      minimum;
  guint64      maximum;
  const char  *title;
  const char  *sentence;
} RtLimitInfo;

typedef enum {
  RT_LIMIT_ERROR_NAME,   /* there is none of that name that could be set */
  RT_LIMIT_ERROR_VALUE,  /* it cannot be that */
} RtLimitError;
#define RT_LIMIT_ERROR (rt_limit_error_quark ())
GQuark             rt_limit_error_quark   (void);

const RtLimitInfo *rt_limit_get_info      (RtLimitKind    kind);
const char        *rt_limit_get_group     (RtLimitGroup   group);
const char        *rt_limit_get_unit      (RtLimitUnit    unit);
gboolean           rt_limit_lookup        (const char    *name,
                                           RtLimitKind   *kind);
/* "NAME=VALUE" */
gboolean           rt_limit_parse         (const char    *text,
                                           RtLimitKind   *kind,
                                           guint64       *value,
                                           GError       **error);
/* All that can be set, a line each, and one that says what it is. (transfer full) */
char              *rt_limit_describe_all  (gboolean       with_sentences);
/* Which limit an error of the guard is of. */
RtLimitKind        rt_limit_of_error      (const GError  *error);

RtLimits          *rt_limits_new          (void);
RtLimits          *rt_limits_ref          (RtLimits      *self);
void               rt_limits_unref        (RtLimits      *self);
void               rt_limits_set          (RtLimits      *self,
                                           RtLimitKind    kind,
                                           guint64        value);
guint64            rt_limits_get          (RtLimits      *self,
                                           RtLimitKind    kind);
/* As the guard of a connection takes them, from now on. */
void               rt_limits_fill_guard   (RtLimits      *self,
                                           RtGuardLimits *guard);
void               rt_limits_hit          (RtLimits      *self,
                                           RtLimitKind    kind);
guint64            rt_limits_get_hits     (RtLimits      *self,
                                           RtLimitKind    kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtLimits, rt_limits_unref)

G_END_DECLS
