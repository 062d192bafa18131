// Hands a private key or a consumer secret to the portal over HTTP: neither passes through the circuit. The field is
// empty afterwards, whatever came of it.
const largest = 64 * 1024;

export async function send(form) {
  const field = form.querySelector('[name="credential"]');
  const file = field.type === 'file' ? field.files[0] : null;
  if (field.type === 'file' ? !file : field.value === '') return { isEmpty: true };
  if (file && file.size > largest) {
    field.value = '';
    return { problem: 'This is larger than 64 KB, so it is no private key. Nothing was sent. Choose another file.' };
  }
  try {
    return await post('/connect/credential', new FormData(form), 'hand it over again');
  } finally {
    field.value = '';
  }
}

// Posts a form to the portal; what it does not answer as JSON is put in words.
export async function post(address, form, again) {
  try {
    const answer = await fetch(address, { method: 'POST', body: form, redirect: 'error' });
    if ((answer.headers.get('content-type') || '').startsWith('application/json')) return await answer.json();
    return answer.status === 401
      ? { problem: 'Your session has ended. Nothing was stored. Reload the page and sign in again.' }
      : { problem: 'The portal refused this (' + answer.status + '). Nothing was stored. Reload the page and try again.' };
  } catch {
    return { problem: 'The portal did not answer. Check your connection and ' + again + '.' };
  }
}
