import { types } from 'node:util';

import type { Api } from './names.js';
import type { Given } from './native.js';
import { given, type Kind } from './options.js';

/** What a client is made of. What is not given is taken from the environment where an option names a variable. */
export interface ClientOptions {
  /** The server: `http(s)://host[:port][/prefix]`; a bare host is https, unless it is this machine. `MILVUS_URI`. */
  uri?: string | null | undefined;
  /** An API key, or `user:password`. Sent as a header, and shown nowhere. `MILVUS_TOKEN`. */
  token?: string | null | undefined;
  /** The API generation. Told from the host otherwise; where that does not tell, from the ids and what the server answers. */
  api?: Api | null | undefined;
  /** The database. `MILVUS_DB`. */
  dbName?: string | null | undefined;
  /** Zilliz Cloud: the cluster. `ZILLIZ_CLUSTER_ID`. */
  clusterId?: string | null | undefined;
  /** Zilliz Cloud: the project, with a region instead of a cluster. */
  projectId?: string | null | undefined;
  /** Zilliz Cloud: the region of the project. */
  regionId?: string | null | undefined;
  /**
   * Milliseconds for one call, from connecting to the last byte; 20,000 otherwise. Further attempts and the pauses between
   * them are part of it, unless a longer `retryBudget` is set.
   */
  timeout?: number | null | undefined;
  /** Milliseconds for making a connection, TLS included; 10,000 otherwise. */
  connectTimeout?: number | null | undefined;
  /** The largest answer to read, in bytes; 64 MiB otherwise. What is made of one may take three times as much. */
  maxResponseBytes?: number | null | undefined;
  /**
   * For how many milliseconds a call is tried again after passing faults, 0 for never; 5,000 otherwise, but no longer than
   * `timeout`. A longer one than `timeout` makes that the time of each attempt.
   */
  retryBudget?: number | null | undefined;
  /**
   * Milvus 2.5 and later: for how many milliseconds the server may work on a request, in whole seconds, as which they are
   * sent (`Request-Timeout`). Not sent otherwise, and the server takes 30,000. Not for 2.4, where one caller's value goes
   * on to count for the others.
   */
  requestTimeout?: number | null | undefined;
  /** A proxy's URL, empty for none; the environment's otherwise, but none for this machine. */
  proxy?: string | null | undefined;
  /** Further headers of every request, for a gateway. Their values are treated as secrets. */
  headers?: Readonly<Record<string, string>> | null | undefined;
  /** Certificate authorities to trust instead of the platform's: a PEM file's content. */
  caCert?: string | Uint8Array | null | undefined;
  /** The certificate to show: a PEM file's content. */
  clientCert?: string | Uint8Array | null | undefined;
  /** Its private key, where that is not in the same file. */
  clientKey?: string | Uint8Array | null | undefined;
  /** Accept any certificate. Whoever is on the way can then read the token: for tests only. */
  insecure?: boolean | null | undefined;
}

export const CLIENT_OPTIONS: Record<keyof ClientOptions, Kind> = {
  uri: 'text',
  token: 'text',
  api: 'text',
  dbName: 'text',
  clusterId: 'text',
  projectId: 'text',
  regionId: 'text',
  timeout: 'milliseconds',
  connectTimeout: 'milliseconds',
  maxResponseBytes: 'number',
  retryBudget: 'milliseconds',
  requestTimeout: 'milliseconds',
  proxy: 'text',
  headers: 'headers',
  caCert: 'pem',
  clientCert: 'pem',
  clientKey: 'pem',
  insecure: 'boolean',
};

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
