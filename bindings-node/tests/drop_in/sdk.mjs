/** The releases of the SDK that setup.sh installs. */

import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

export const RELEASES = ['2.5', '3.0'].map((release) => ({ release, ...require(`sdk-${release}`) }));
export const NEWEST = RELEASES.at(-1);
