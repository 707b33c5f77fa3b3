require('node:http');
console.log();
