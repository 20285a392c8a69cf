// Seals a command for the bridge: reads JSON from standard input, prints the message to send.
//
//   npm install jose
//   node seal-command.mjs http://localhost:8080/bridge/keys/commands < command.json
//   node seal-command.mjs commands.public.jwks < command.json
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { CompactEncrypt, importJWK } from 'jose';

const from = process.argv[2];
if (!from) {
  console.error('usage: node seal-command.mjs URL-OR-FILE-OF-THE-PUBLIC-KEY < command.json');
  process.exit(64);
}
const { keys } = JSON.parse(
  /^https?:/.test(from) ? await fetched(from) : await readFile(from, 'utf8'));
const command = await text(process.stdin);
JSON.parse(command);

console.log(
  await new CompactEncrypt(new TextEncoder().encode(command))
    .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM', kid: keys[0].kid })
    .encrypt(await importJWK(keys[0], 'RSA-OAEP-256')));

async function fetched(url) {
  const answer = await fetch(url, { redirect: 'error' });
  if (!answer.ok) {
    throw new Error(`HTTP ${answer.status} instead of the key`);
  }
  return answer.text();
}
