import { CallCancelledError, CLASSES } from './generated/error_classes.js';

export * from './generated/error_classes.js';

// On the prototypes, as the names of Node's own errors are: not a property of each error that logs would repeat.
for (const { prototype, name } of Object.values(CLASSES)) {
  const shown = name === CallCancelledError.name ? 'AbortError' : name;
  Object.defineProperty(prototype, 'name', { value: shown, writable: true, configurable: true });
}
