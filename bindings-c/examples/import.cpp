// Starts an import and follows it, in C++17: import URI COLLECTION FILE.
#include <iostream>

#include <milvus_import.hpp>

int main(int argc, char **argv)
try {
    if (argc != 4) {
        std::cerr << "usage: " << argv[0] << " URI COLLECTION FILE\n";
        return 2;
    }
    auto options = milvus_import::options<mvi_client_options>();
    options.uri = argv[1];
    const milvus_import::client client(options);

    const char *path = argv[3];
    const mvi_file_group file = {&path, 1};
    auto what = milvus_import::options<mvi_bulk_import_options>();
    what.collection_name = argv[2];
    what.files = &file;
    what.files_count = 1;
    const milvus_import::created_job job = client.bulk_import(what);

    const milvus_import::import_progress last = client.wait(job.job_id());
    std::cout << mvi_job_state_name(last.state()) << "\n";
    return 0;
} catch (const milvus_import::error &error) {
    std::cerr << error.what() << "\n";
    return 1;
}
