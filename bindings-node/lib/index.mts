// The same classes for `import` as for `require`: a program may use both, and `instanceof` must hold across them.
export * from './index.js';
