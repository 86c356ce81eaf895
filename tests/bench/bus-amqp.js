// SPDX-License-Identifier: GPL-3.0-or-later
// bus-amqp.js URI MESSAGES WINDOW SIZE: what bus-load does, with amqplib. Prints the same columns,
// without the steps of the loop.
'use strict'

const amqp = require('amqplib')
const { Load } = require('./bus-node')

const [uri, messages, window, size] = process.argv.slice(2)
const load = new Load(Number(messages), Number(window), Number(size))
const queue = `bench-${process.pid}-${Date.now()}`

async function main () {
  const connection = await amqp.connect(uri)
  const publisher = await connection.createConfirmChannel()
  const channel = await connection.createChannel()
  await channel.assertQueue(queue, { durable: true })
  await channel.prefetch(1000)
  await channel.consume(queue, message => {
    // Null: the queue is deleted, at the end.
    if (message === null) return
    load.consume(message.properties.headers.time)
    channel.ack(message)
  })

  const publish = () => {
    for (const number of load.take()) {
      publisher.sendToQueue(queue, load.body, { persistent: true, headers: { number, time: load.now() } }, error => {
        if (error) throw error
        load.confirm(1)
        publish()
      })
    }
  }
  load.begin()
  publish()
  await load.done
  load.print()
  await channel.deleteQueue(queue)
  process.exit(0)
}

main().catch(error => {
  console.error(error)
  process.exit(1)
})
