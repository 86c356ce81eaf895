// SPDX-License-Identifier: GPL-3.0-or-later
// bus-kafka.js BROKER MESSAGES WINDOW SIZE: what bus-load does, with kafkajs. Its producer gathers
// nothing by itself, so what may be published is handed to it together. Prints the same columns,
// without the steps of the loop.
'use strict'

const { Kafka, logLevel } = require('kafkajs')
const { Load } = require('./bus-node')

const [broker, messages, window, size] = process.argv.slice(2)
const load = new Load(Number(messages), Number(window), Number(size))
const topic = `bench-${process.pid}-${Date.now()}`
const kafka = new Kafka({ clientId: 'bench', brokers: [broker], logLevel: logLevel.NOTHING })
const producer = kafka.producer()
const consumer = kafka.consumer({ groupId: topic, maxWaitTimeInMs: 5 })

function publish () {
  const numbers = load.take()
  if (numbers.length === 0) return
  producer.send({
    topic,
    acks: -1,
    messages: numbers.map(number => ({
      value: load.body,
      headers: { number: String(number), time: String(load.now()) }
    }))
  }).then(() => {
    load.confirm(numbers.length)
    publish()
  })
}

async function main () {
  await producer.connect()
  const admin = kafka.admin()
  await admin.connect()
  await admin.fetchTopicMetadata({ topics: [topic] })
  await admin.disconnect()
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  const joined = new Promise(resolve => consumer.on(consumer.events.GROUP_JOIN, resolve))
  await consumer.run({
    autoCommitInterval: 250,
    eachBatchAutoResolve: false,
    eachBatch: async ({ batch, resolveOffset }) => {
      for (const message of batch.messages) {
        load.consume(Number(message.headers.time))
        resolveOffset(message.offset)
      }
    }
  })
  await joined
  load.begin()
  publish()
  await load.done
  load.print()
  process.exit(0)
}

main().catch(error => {
  console.error(error)
  process.exit(1)
})
