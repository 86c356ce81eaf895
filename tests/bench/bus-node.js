// SPDX-License-Identifier: GPL-3.0-or-later
// What those that play bus-load in Node have in common: the counting.
'use strict'

class Load {
  constructor (messages, window, size) {
    this.messages = messages
    this.window = window
    this.body = Buffer.alloc(size, 'x')
    this.published = this.confirmed = this.consumed = 0
    this.latencies = []
    this.done = new Promise(resolve => { this.finish = resolve })
  }

  // Microseconds since 1970.
  now () {
    return Math.round((performance.timeOrigin + performance.now()) * 1000)
  }

  begin () {
    this.began = performance.now()
    this.spent = process.cpuUsage()
  }

  // The numbers that may be published now.
  take () {
    const numbers = []
    while (this.published < this.messages && this.published - this.confirmed < this.window) numbers.push(++this.published)
    this.publishedAt = performance.now()
    return numbers
  }

  confirm (count) {
    this.confirmed += count
    this.confirmedAt = performance.now()
    this.check()
  }

  consume (time) {
    this.consumed++
    this.latencies.push(this.now() - time)
    this.consumedAt = performance.now()
    this.check()
  }

  check () {
    if (this.confirmed === this.messages && this.consumed === this.messages) this.finish()
  }

  print () {
    const spent = process.cpuUsage(this.spent)
    const rate = at => (this.messages * 1e3 / (at - this.began)).toFixed(0)
    const sorted = this.latencies.sort((a, b) => a - b)
    const quantile = share => (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] / 1e3).toFixed(3)
    console.log([rate(this.publishedAt), rate(this.confirmedAt), rate(this.consumedAt), rate(this.consumedAt),
      quantile(0.5), quantile(0.99), quantile(1), 'nan', 'nan',
      ((spent.user + spent.system) / this.messages).toFixed(2)].join('\t'))
  }
}

module.exports = { Load }
