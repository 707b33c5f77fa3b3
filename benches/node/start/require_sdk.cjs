require('@zilliz/milvus2-sdk-node');
console.log();
