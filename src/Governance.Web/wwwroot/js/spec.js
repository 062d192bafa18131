// Hands the file of a specification to the portal over HTTP: it does not pass through the circuit.
import { post } from './connect.js';

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
  return await post('/requests/spec', form, 'choose the file again');
}
