/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-presets.h"

G_BEGIN_DECLS

/* The presets themselves; rt-presets.h is for who uses them. */

#define RT_PRESET_MAX_PLANS 2

typedef struct {
  const char *contestants[6]; /* words of each; NULL at the end */
  guint       n_clients;
  double      rate;
  guint       burst;          /* 0: steady */
  gsize       size;
  double      duration;
  double      brief;          /* seconds of the short form */
  guint       quick;          /* so many times as often the short form asks and publishes; 0: once */
  gboolean    cold;           /* no warm-up: connecting is measured as well */
  const char *fault;          /* NULL: none */
  guint       per_host;
  guint       host_clients;   /* 0: one */
} RtPresetPlan;

typedef struct {
  RtPreset     preset;
  RtPresetPlan plans[RT_PRESET_MAX_PLANS];
} RtPresetEntry;

extern const RtPresetEntry rt_preset_table[];
extern const guint         rt_preset_table_length;

G_END_DECLS
