// What a jsforce user does, pointed at the stand-in unchanged. Reads {modules, org, assertion, consent} from stdin, answers one JSON object
// on stdout: step -> what came of it. Writes no secret.
const fs = require('node:fs');
const given = JSON.parse(fs.readFileSync(0, 'utf8'));
const jsforce = require(given.modules + '/jsforce');
const org = given.org;
const results = {};

async function step(name, act) {
  try { results[name] = (await act()) ?? null; } catch (e) { results[name] = { error: e.errorCode ?? e.name, message: String(e.message) }; }
}

const connect = more => new jsforce.Connection({
  version: '62.0', instanceUrl: org.loginUrl, loginUrl: org.loginUrl,
  oauth2: { loginUrl: org.loginUrl, clientId: org.clientId, clientSecret: org.clientSecret, redirectUri: given.consent.redirectUri }, ...more,
});

(async () => {
  const conn = connect();
  await step('jwt', async () => (await conn.authorize({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: given.assertion })).organizationId);
  await step('identity', async () => (await conn.identity()).username);
  await step('userinfo', async () => (await conn.request('/services/oauth2/userinfo')).preferred_username);
  await step('accessToken', async () => (await connect({ accessToken: conn.accessToken }).identity()).username);
  await step('limits', async () => (await conn.limits()).DailyApiRequests.Max);
  await step('queryMore', async () => {
    const first = await conn.query('SELECT Id FROM User', { headers: { 'Sforce-Query-Options': 'batchSize=200' } });
    const second = first.done ? { records: [], done: true } : await conn.queryMore(first.nextRecordsUrl);
    return [first.records.length, second.records.length > 0, first.totalSize];
  });
  await step('autoFetch', async () => (await conn.query("SELECT AppName, DeleteToken FROM OauthToken", { autoFetch: true, maxFetch: 10000 })).records.length);
  await step('describe', async () => (await conn.describe('OauthToken')).fields.map(f => f.name));
  await step('describeGlobal', async () => (await conn.describeGlobal()).sobjects.some(s => s.name === 'AuthSession'));
  await step('tooling', async () => (await conn.tooling.query('SELECT Id, DeveloperName, ExpirationDate FROM Certificate')).totalSize);
  await step('metadataList', async () => (await conn.metadata.list([{ type: 'ConnectedApp' }], '62.0')).some(c => c.fullName === 'Governance_Portal'));
  await step('metadataRead', async () => (await conn.metadata.read('ConnectedApp', 'Governance_Portal')).oauthConfig.isAdminApproved);
  await step('metadataRetrieve', async () => {
    conn.metadata.pollInterval = 20;
    const done = await conn.metadata.retrieve({ apiVersion: '62.0', singlePackage: true, unpackaged: { types: [{ name: 'ConnectedApp', members: ['*'] }], version: '62.0' } }).complete();
    return [done.status, Buffer.from(done.zipFile, 'base64').subarray(0, 2).toString()];
  });
  await step('bulk2', async () => {
    conn.bulk2.pollInterval = 20;
    const rows = await (await conn.bulk2.query("SELECT Username, Profile.Name FROM User WHERE Username = '" + org.username + "'")).toArray();
    return rows[0].Username;
  });
  await step('collectionsDelete', async () => {
    const own = await conn.query("SELECT Id FROM AuthSession WHERE Users.Username = '" + given.consent.username + "'");
    const answers = await conn.sobject('AuthSession').destroy(own.records.map(r => r.Id), { allOrNone: false });
    return [answers.length > 0, [].concat(answers).every(a => a.success)];
  });
  await step('composite', async () => (await conn.request({
    method: 'POST', url: '/composite', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ compositeRequest: [{ method: 'GET', url: '/services/data/v62.0/query?q=SELECT+COUNT()+FROM+Organization', referenceId: 'a' }] }),
  })).compositeResponse[0].body.totalSize);
  await step('refresh', async () => {
    const refreshed = connect({ refreshToken: given.consent.refreshToken, accessToken: 'an access token that has ended' });
    return (await refreshed.query("SELECT Id FROM Organization")).totalSize;
  });
  await step('wrongQuery', () => conn.query('SELECT Foo FROM User'));
  await step('dml', () => conn.sobject('OauthToken').destroy('0CQ000000000001AAA'));
  await step('logout', async () => { const token = conn.accessToken; await conn.logout(); return new jsforce.Connection({ instanceUrl: org.loginUrl, accessToken: token }).query('SELECT Id FROM Organization').catch(e => e.errorCode); });
  process.stdout.write(JSON.stringify(results));
})();
