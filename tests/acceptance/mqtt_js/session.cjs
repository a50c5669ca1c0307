// One MQTT.js session, told by a JSON argument what to do; prints one JSON line for each thing that happens:
// {"connack":N} {"suback":[N]} {"puback":N} {"disconnect":N} {"message":{topic,payload}} {"closed":true}.
// Actions: connect, subscribe, publish, receive (subscribe and wait for one message).
const fs = require('fs')
const mqtt = require('mqtt')

const order = JSON.parse(process.argv[2])
const tell = (event) => fs.writeSync(1, JSON.stringify(event) + '\n')
const end = () => client.end(false, () => process.exit(0))
setTimeout(() => { tell({ timeout: true }); process.exit(1) }, 15000)

const client = mqtt.connect(order.url, {
  protocolVersion: order.version,
  clientId: order.clientId,
  username: order.userName,
  ca: fs.readFileSync(order.ca),
  cert: order.cert && fs.readFileSync(order.cert),
  key: order.key && fs.readFileSync(order.key),
  reconnectPeriod: 0,
})

client.on('packetreceive', (packet) => {
  if (packet.cmd === 'suback') tell({ suback: packet.granted })
  if (packet.cmd === 'puback') tell({ puback: packet.reasonCode ?? 0 })
  if (packet.cmd === 'disconnect') tell({ disconnect: packet.reasonCode })
})
client.on('error', (error) => tell({ connack: error.code, error: error.message }))
client.on('close', () => { tell({ closed: true }); process.exit(0) })
client.on('message', (topic, payload) => { tell({ message: { topic, payload: payload.toString() } }); end() })
client.on('connect', () => {
  tell({ connack: 0 })
  if (order.action === 'connect') end()
  if (order.action === 'subscribe') client.subscribe(order.topic, { qos: 1 }, end)
  if (order.action === 'receive') client.subscribe(order.topic, { qos: 1 })
  if (order.action === 'publish') client.publish(order.topic, order.payload, { qos: 1 }, end)
})
