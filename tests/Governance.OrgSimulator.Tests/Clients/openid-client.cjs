// What a certified OpenID Connect relying party does, pointed at the stand-in unchanged. Reads {modules, oidc, signIn, attacks} from stdin,
// answers one JSON object on stdout: step -> what came of it. Writes no secret.
const fs = require('node:fs');
const { pathToFileURL } = require('node:url');
const given = JSON.parse(fs.readFileSync(0, 'utf8'));
const redirect = 'http://localhost:5080/signin-oidc';
const results = {};

async function step(name, act) {
  try { results[name] = (await act()) ?? null; } catch (e) { results[name] = { error: e.code ?? e.error ?? e.name, message: `${e.message}: ${e.error ?? e.cause?.message ?? ''}` }; }
}

const control = (path, body) => fetch(`${given.oidc}/_control/oidc${path}`, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });

(async () => {
  const client = await import(pathToFileURL(given.modules + '/openid-client/build/index.js').href);
  const discover = () => client.discovery(new URL(given.oidc), given.signIn.clientId, given.signIn.clientSecret, undefined, { execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks] });
  let config = await discover();

  async function signIn(asked = {}, checks = {}) {
    const [pkceCodeVerifier, expectedNonce, expectedState] = [client.randomPKCECodeVerifier(), client.randomNonce(), client.randomState()];
    const url = client.buildAuthorizationUrl(config, {
      redirect_uri: redirect, scope: 'openid profile email groups offline_access', nonce: expectedNonce, state: expectedState,
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier), code_challenge_method: 'S256', ...asked,
    });
    const page = await (await fetch(url)).text();
    const form = { request_id: /name="request_id" value="([^"]+)"/.exec(page)[1], person: new RegExp(`value="([^"]+)"[^>]*>${given.person}<`).exec(page)[1] };
    const back = await fetch(`${given.oidc}/authorize`, { method: 'POST', redirect: 'manual', body: new URLSearchParams(form) });
    return client.authorizationCodeGrant(config, new URL(back.headers.get('location')), { pkceCodeVerifier, expectedNonce, expectedState, idTokenExpected: true, ...checks });
  }

  let tokens;
  await step('signIn', async () => {
    tokens = await signIn({ max_age: '300' }, { maxAge: 300 });
    const { name, groups, amr, auth_time } = tokens.claims();
    return [name, groups, amr, typeof auth_time];
  });
  await step('userinfo', async () => (await client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub)).name);
  await step('userinfoOfAnother', () => client.fetchUserInfo(config, tokens.access_token, 'person-9999'));
  await step('refresh', async () => (await client.refreshTokenGrant(config, tokens.refresh_token)).claims().sub === tokens.claims().sub);
  await step('refreshAgain', () => client.refreshTokenGrant(config, tokens.refresh_token));
  await step('logout', async () => {
    const url = client.buildEndSessionUrl(config, { post_logout_redirect_uri: 'http://localhost:5080/signout-callback-oidc', id_token_hint: tokens.id_token, state: 'x' });
    return (await fetch(url, { redirect: 'manual' })).headers.get('location');
  });
  for (const attack of given.attacks) {
    await control('', { attack });
    const [asked, checks] = attack.includes('auth-time') ? [{ max_age: '300' }, { maxAge: 300 }] : [{}, {}];
    await step(attack, async () => Object.keys((await signIn(asked, checks)).claims()));
  }
  await control('', { attack: 'none' });
  await step('afterAttacks', async () => (await signIn()).claims().name);
  await control('/rotate-keys', {});
  config = await discover();
  await step('afterRotation', async () => (await signIn()).claims().name);
  process.stdout.write(JSON.stringify(results));
})();
