import { types } from './builtin.js';
import { CLIENT_OPTIONS, type ClientOptions } from './generated/options.js';
import type { Given } from './native.js';
import { given } from './options.js';

/** Checks a client's options, and makes them what the native client takes: PEM files as text, headers as pairs. */
export function clientSettings(of: string, options: ClientOptions): Given {
  const { headers, ...found } = given(of, options, CLIENT_OPTIONS);
  const settings: Record<string, unknown> = found;
  for (const name of ['caCert', 'clientCert', 'clientKey'] as const) {
    const pem = found[name];
    if (types.isUint8Array(pem)) {
      settings[name] = Buffer.from(pem.buffer, pem.byteOffset, pem.byteLength).toString();
    }
  }
  if (headers) {
    settings.headers = Object.entries(headers);
  }
  return settings as Given;
}
