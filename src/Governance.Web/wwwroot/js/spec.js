// Hands the file of a specification to the portal over HTTP: it does not pass through the circuit.
const largest = 5 * 1024 * 1024;

export async function send(field) {
  const input = field.querySelector('input[type="file"]');
  const file = input.files[0];
  if (!file) return { problem: 'Choose the file.' };
  if (file.size > largest) {
    input.value = '';
    return { problem: 'This file is larger than 5 MB. Nothing was stored.' };
  }
  const form = new FormData();
  form.append('__RequestVerificationToken', field.querySelector('input[name="__RequestVerificationToken"]').value);
  form.append('spec', file);
  try {
    const answer = await fetch('/requests/spec', { method: 'POST', body: form, redirect: 'error' });
    if ((answer.headers.get('content-type') || '').startsWith('application/json')) return await answer.json();
    return answer.status === 401
      ? { problem: 'Your session has ended. Nothing was stored. Reload the page and sign in again.' }
      : { problem: 'The portal refused this (' + answer.status + '). Nothing was stored. Reload the page and try again.' };
  } catch {
    return { problem: 'The portal did not answer. Check your connection and choose the file again.' };
  }
}
