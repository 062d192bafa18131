// What an app with the AppLink SDK does, pointed at the stand-in unchanged, while an operator takes its authorization away.
// Reads {modules, heroku, control, loginUrl} from stdin, answers one JSON object on stdout: step -> what came of it. Writes no secret.
const fs = require('node:fs');
const given = JSON.parse(fs.readFileSync(0, 'utf8'));
const { heroku } = given;
Object.assign(process.env, { HEROKU_APPLINK_API_URL: heroku.applinkUrl, HEROKU_APPLINK_TOKEN: heroku.applinkToken, HEROKU_APP_ID: heroku.appUuid });
const sdk = require(given.modules + '/@heroku/applink').init();
const results = {};

async function step(name, act) {
  try { results[name] = (await act()) ?? null; } catch (e) { results[name] = { error: e.errorCode ?? e.name, message: String(e.message) }; }
}

const asOperator = async (method, path) => {
  const sso = Buffer.from(JSON.stringify({ params: { email: 'dana@acme.example' } })).toString('base64');
  const answer = await fetch(`${heroku.applinkUrl}/${path}`, { method, headers: { authorization: `Bearer ${heroku.applinkToken}`, 'x-app-uuid': heroku.appUuid, 'x-addon-sso': sso } });
  return [answer.status, (await answer.json()).status ?? null];
};

(async () => {
  let org;
  const username = async () => (await org.dataApi.query('SELECT Username FROM User LIMIT 1')).records[0].fields.username;
  await step('unknown', () => sdk.addons.applink.getAuthorization('nobody_of_this_name'));
  await step('byUrl', async () => (await sdk.addons.applink.getAuthorization(heroku.authorization, heroku.applinkUrl)).id);
  await step('authorization', async () => {
    org = await sdk.addons.applink.getAuthorization(heroku.authorization);
    return [org.id, org.domainUrl, org.user.username];
  });
  await step('query', username);
  await step('bulk', async () => {
    const job = await org.bulkApi.query({ soql: 'SELECT Id FROM Organization' });
    for (let looks = 0; (await org.bulkApi.getInfo(job)).state !== 'JobComplete' && looks < 100; looks++);
    return (await org.bulkApi.getQueryResults(job)).dataTable.map(row => row.get('Id'));
  });
  await step('wrongQuery', () => org.dataApi.query('SELECT Id FROM NoSuchThing'));
  await step('removed', () => asOperator('DELETE', `authorizations/${heroku.authorization}`));
  await step('whileDisconnecting', () => sdk.addons.applink.getAuthorization(heroku.authorization));
  await fetch(`${given.control}/_control/clock`, { method: 'POST', body: JSON.stringify({ advanceSeconds: 3 }), headers: { 'content-type': 'application/json' } });
  await step('gone', () => sdk.addons.applink.getAuthorization(heroku.authorization));
  await step('tokenOfBefore', username);
  await fetch(`${given.loginUrl}/services/oauth2/revoke`, { method: 'POST', body: new URLSearchParams({ token: org.accessToken }) });
  await step('tokenRevoked', username);
  process.stdout.write(JSON.stringify(results));
  process.exit(0);
})();
