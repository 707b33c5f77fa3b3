import(`${process.env.MILVUS_IMPORT_PACKAGE}/dist/index.mjs`).then(() => console.log());
