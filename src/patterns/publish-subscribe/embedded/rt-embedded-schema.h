/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

/* How an embedded bus looks on disk. "Rtbs" in ASCII. */
#define RT_EMBEDDED_APPLICATION_ID 0x52746273
#define RT_EMBEDDED_VERSION        1

/* A record's id is that of its partition and, in the lower bits, its offset: one tree, in which
 * each partition is appended to at its own place. */
#define RT_EMBEDDED_OFFSET_BITS 40
#define RT_EMBEDDED_RECORD(partition_id, offset) \
  (((gint64) (partition_id) << RT_EMBEDDED_OFFSET_BITS) | (offset))
#define RT_EMBEDDED_OFFSET(id) ((id) & ((G_GINT64_CONSTANT (1) << RT_EMBEDDED_OFFSET_BITS) - 1))

/* A job without a consumer is ready; with one it is in its hands. What is in the hands of a consumer
 * whose slot nobody holds any more (rt-embedded-members.h) goes back. */
#define RT_EMBEDDED_SCHEMA \
  "PRAGMA application_id = 1383359091;" \
  "PRAGMA user_version = 1;" \
  "CREATE TABLE queue (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, durable INTEGER NOT NULL," \
  "  max_priority INTEGER NOT NULL, ttl_ms INTEGER NOT NULL, dead_letter TEXT) STRICT;" \
  "CREATE TABLE binding (exchange TEXT NOT NULL, routing_key TEXT NOT NULL, queue INTEGER NOT NULL," \
  "  PRIMARY KEY (exchange, routing_key, queue)) STRICT, WITHOUT ROWID;" \
  "CREATE TABLE job (id INTEGER PRIMARY KEY, queue INTEGER NOT NULL, priority INTEGER NOT NULL," \
  "  consumer INTEGER, redelivered INTEGER NOT NULL, expires_us INTEGER," \
  "  born_us INTEGER NOT NULL, number INTEGER NOT NULL, ttl_ms INTEGER NOT NULL, persistent INTEGER NOT NULL," \
  "  message_id TEXT, type TEXT, content_type TEXT, routing_key TEXT, body BLOB NOT NULL) STRICT;" \
  "CREATE INDEX job_ready ON job (queue, priority DESC, id) WHERE consumer IS NULL;" \
  "CREATE INDEX job_held ON job (queue, consumer) WHERE consumer IS NOT NULL;" \
  "CREATE INDEX job_expiring ON job (expires_us) WHERE expires_us IS NOT NULL AND consumer IS NULL;" \
  "CREATE TABLE consumer (id INTEGER PRIMARY KEY AUTOINCREMENT, slot INTEGER NOT NULL," \
  "  queue INTEGER NOT NULL) STRICT;" \
  "CREATE TABLE topic (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE," \
  "  n_partitions INTEGER NOT NULL, retention_ms INTEGER NOT NULL, retention_bytes INTEGER NOT NULL) STRICT;" \
  "CREATE TABLE partition (id INTEGER PRIMARY KEY AUTOINCREMENT, topic INTEGER NOT NULL, number INTEGER NOT NULL," \
  "  first INTEGER NOT NULL, next INTEGER NOT NULL, bytes INTEGER NOT NULL, UNIQUE (topic, number)) STRICT;" \
  "CREATE TABLE record (id INTEGER PRIMARY KEY, born_us INTEGER NOT NULL, number INTEGER NOT NULL," \
  "  message_id TEXT, type TEXT, content_type TEXT, key TEXT, body BLOB NOT NULL) STRICT;" \
  "CREATE TABLE committed (topic INTEGER NOT NULL, name TEXT NOT NULL, partition INTEGER NOT NULL," \
  "  position INTEGER NOT NULL, PRIMARY KEY (topic, name, partition)) STRICT, WITHOUT ROWID;" \
  "CREATE TABLE member (id INTEGER PRIMARY KEY AUTOINCREMENT, slot INTEGER NOT NULL, topic INTEGER NOT NULL," \
  "  name TEXT NOT NULL) STRICT;"
