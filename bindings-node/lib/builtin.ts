/**
 * What Node.js has built in. Not imported: a bundle of ES modules would have to find a `require` for that, since this package
 * is one of CommonJS.
 */
export const { inspect, types } = process.getBuiltinModule('node:util');
export const { createRequire } = process.getBuiltinModule('node:module');
