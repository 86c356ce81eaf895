// SPDX-License-Identifier: GPL-3.0-or-later
// The npm package kafkajs as somebody else's program:
// kafka.js produce|consume BROKER TOPIC COUNT
'use strict'

const { Kafka, logLevel } = require('kafkajs')

const [what, broker, topic, count] = process.argv.slice(2)
const kafka = new Kafka({ clientId: 'somebody', brokers: [broker], logLevel: logLevel.NOTHING })

async function produce () {
  const producer = kafka.producer()
  await producer.connect()
  for (let number = 1; number <= Number(count); number++) {
    await producer.send({
      topic,
      messages: [{ key: 'one', value: JSON.stringify({ number }), headers: { type: 'job', number: String(number) } }]
    })
  }
  await producer.disconnect()
}

// One line a message: what came, as JSON.
async function consume () {
  const consumer = kafka.consumer({ groupId: 'somebody', maxWaitTimeInMs: 20 })
  let left = Number(count)
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  await new Promise(resolve => consumer.run({
    eachMessage: async ({ message }) => {
      const headers = Object.fromEntries(Object.entries(message.headers).map(([name, value]) => [name, String(value)]))
      console.log(JSON.stringify({ key: String(message.key), value: String(message.value), headers }))
      if (--left === 0) resolve()
    }
  }))
  await consumer.disconnect()
}

({ produce, consume })[what]().catch(error => {
  console.error(error.message)
  process.exitCode = 1
})
