require(process.env.MILVUS_IMPORT_PACKAGE);
console.log();
