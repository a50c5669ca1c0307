// The Azure SDK for JavaScript against one emulator, told by a JSON argument where it is. Prints one JSON line
// per step, {"step":"...","value":...}; the caller compares. Fails with the SDK's own error.
import fs from 'node:fs'
import { createRequire } from 'node:module'

const order = JSON.parse(process.argv[2])
const require = createRequire(order.packages + '/')
const { ClientSecretCredential, EnvironmentCredential, ManagedIdentityCredential } = require('@azure/identity')
const { ResourceManagementClient } = require('@azure/arm-resources')

const tell = (step, value) => fs.writeSync(1, JSON.stringify({ step, value }) + '\n')
const scope = `${order.arm}/.default`
const group = `/subscriptions/${order.subscription}/resourceGroups/sdk-js`
const namespace = `${group}/providers/Microsoft.EventGrid/namespaces/sdk-js-ns`
const version = '2025-02-15'

const withEnvironment = async (variables, use) => {
  Object.assign(process.env, variables)
  try { return await use() } finally { for (const name of Object.keys(variables)) delete process.env[name] }
}
const isToken = (answer) => answer.token.split('.').length === 3 && answer.expiresOnTimestamp > Date.now()

async function signIn() {
  const secret = new ClientSecretCredential(order.tenant, 'some-client', 'any', { authorityHost: order.arm, disableInstanceDiscovery: true })
  tell('client secret', isToken(await secret.getToken(scope)))
  const adfs = new ClientSecretCredential('adfs', 'some-client', 'any', { authorityHost: order.arm })
  tell('client secret, adfs', isToken(await adfs.getToken(scope)))
  await withEnvironment({ AZURE_TENANT_ID: order.tenant, AZURE_CLIENT_ID: 'some-client', AZURE_CLIENT_SECRET: 'any', AZURE_AUTHORITY_HOST: order.arm },
    async () => tell('environment', isToken(await new EnvironmentCredential({ disableInstanceDiscovery: true }).getToken(scope))))
  await withEnvironment({ IDENTITY_ENDPOINT: `${order.arm}/msi/token`, IDENTITY_HEADER: 'any' },
    async () => tell('managed identity', isToken(await new ManagedIdentityCredential().getToken(scope))))
  await withEnvironment({ AZURE_POD_IDENTITY_AUTHORITY_HOST: order.arm },
    async () => tell('managed identity, instance metadata', isToken(await new ManagedIdentityCredential().getToken(scope))))
  return secret
}

// core-client keeps no child lists for us: the pipeline follows nextLink as a pager does.
async function listAll(client, path) {
  const names = []
  let pages = 0
  for (let url = `${order.arm}${path}?api-version=${version}`; url; pages++) {
    const answer = await client.sendRequest(require('@azure/core-rest-pipeline').createPipelineRequest({ url, method: 'GET' }))
    const page = JSON.parse(answer.bodyAsText)
    names.push(...page.value.map((one) => one.name))
    url = page.nextLink
  }
  return { pages, first: names[0], last: names.at(-1), count: names.length }
}

async function resources(client) {
  const created = await client.resourceGroups.createOrUpdate('sdk-js', { location: 'eastus', tags: { a: 'b' } })
  tell('group', created.properties.provisioningState)
  tell('group exists', (await client.resourceGroups.checkExistence('sdk-js')).body)
  tell('provider', (await client.providers.get('Microsoft.EventGrid')).registrationState)
  const body = { location: 'eastus', properties: { topicSpacesConfiguration: { state: 'Enabled' } } }
  const made = await client.resources.beginCreateOrUpdateByIdAndWait(namespace, version, body, { updateIntervalInMs: 50 })
  tell('created', [made.name, made.properties.provisioningState])
  const tagged = await client.resources.beginUpdateByIdAndWait(namespace, version, { tags: { team: 'x' } }, { updateIntervalInMs: 50 })
  tell('updated', tagged.tags)
  tell('by id', (await client.resources.getById(namespace, version)).tags)
  tell('by names', (await client.resources.get('sdk-js', 'Microsoft.EventGrid', '', 'namespaces', 'sdk-js-ns', version)).name)
  tell('tags at scope', (await client.tagsOperations.getAtScope(namespace)).properties.tags)
}

async function children(client) {
  for (let number = 0; number < 45; number++) {
    const id = `${namespace}/clients/c${String(number).padStart(2, '0')}`
    await client.resources.beginCreateOrUpdateByIdAndWait(id, version, { properties: {} }, { updateIntervalInMs: 50 })
  }
  tell('45 clients', await listAll(client, `${namespace}/clients`))
  const page = client.resources.listByResourceGroup('sdk-js', { top: 1 }).byPage()
  const seen = []
  for await (const one of page) seen.push(...one.map((each) => each.name))
  tell('listed', seen)
}

async function refusals(client) {
  const code = async (call) => { try { await call(); return 'nothing' } catch (error) { return [error.statusCode, error.code] } }
  tell('missing', await code(() => client.resources.getById(`${namespace}-2`, version)))
  tell('bad', await code(() => client.resources.beginCreateOrUpdateByIdAndWait(`${namespace}/topicSpaces/space1`, version, { properties: {} })))
}

const client = new ResourceManagementClient(await signIn(), order.subscription, { endpoint: order.arm })
await resources(client)
if (order.children) await children(client)
await refusals(client)
await client.resources.beginDeleteByIdAndWait(namespace, version, { updateIntervalInMs: 50 })
tell('deleted', (await client.resources.checkExistenceById(namespace, version)).body)
await client.resourceGroups.beginDeleteAndWait('sdk-js', { updateIntervalInMs: 50 })
tell('group deleted', (await client.resourceGroups.checkExistence('sdk-js')).body)
