// SPDX-License-Identifier: GPL-3.0-or-later
// The npm package amqplib as somebody else's program:
// amqplib.js publish|consume URL QUEUE COUNT
'use strict'

const amqp = require('amqplib')

const [what, url, queue, count] = process.argv.slice(2)

async function publish (connection) {
  const channel = await connection.createConfirmChannel()
  await channel.assertQueue(queue, { durable: true })
  for (let number = 1; number <= Number(count); number++) {
    channel.sendToQueue(queue, Buffer.from(JSON.stringify({ number })))
  }
  await channel.waitForConfirms()
}

// One line a message: what came, as JSON.
async function consume (connection) {
  const channel = await connection.createChannel()
  let left = Number(count)
  await channel.assertQueue(queue, { durable: true })
  await new Promise(resolve => channel.consume(queue, message => {
    const { properties, fields } = message
    console.log(JSON.stringify({
      content: JSON.parse(message.content),
      persistent: properties.deliveryMode === 2,
      messageId: properties.messageId,
      number: properties.headers['roundtrip-number'],
      redelivered: fields.redelivered
    }))
    channel.ack(message)
    if (--left === 0) resolve()
  }))
  await channel.close()
}

amqp.connect(url).then(async connection => {
  await ({ publish, consume })[what](connection)
  await connection.close()
}).catch(error => {
  console.error(error.message)
  process.exitCode = 1
})
