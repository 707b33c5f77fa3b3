// Starts an import and follows it, with objects that free themselves: import URI COLLECTION FILE.
#include <iostream>
#include <memory>
#include <stdexcept>

#include <milvus_import.h>

namespace {

struct Free {
    void operator()(mvi_client *client) const { mvi_client_free(client); }
    void operator()(mvi_created_job *job) const { mvi_created_job_free(job); }
    void operator()(mvi_progress *progress) const { mvi_progress_free(progress); }
    void operator()(mvi_error *error) const { mvi_error_free(error); }
};

template <typename T>
using Owned = std::unique_ptr<T, Free>;

// Calls `function`, whose last two parameters are a result and an error.
template <typename T, typename... Parameters, typename... Arguments>
Owned<T> call(mvi_status (*function)(Parameters...), Arguments... arguments)
{
    T *result = nullptr;
    mvi_error *error = nullptr;
    const mvi_status status = function(arguments..., &result, &error);
    const Owned<mvi_error> owned_error(error);
    if (status != MVI_OK)
        throw std::runtime_error(mvi_error_text(error));
    return Owned<T>(result);
}

} // namespace

int main(int argc, char **argv)
try {
    if (argc != 4) {
        std::cerr << "usage: " << argv[0] << " URI COLLECTION FILE\n";
        return 2;
    }
    mvi_client_options options{};
    options.struct_size = sizeof options;
    options.uri = argv[1];
    const auto client = call<mvi_client>(mvi_client_new, &options);

    const char *path = argv[3];
    const mvi_file_group file = {&path, 1};
    mvi_bulk_import_options import{};
    import.struct_size = sizeof import;
    import.collection_name = argv[2];
    import.files = &file;
    import.files_count = 1;
    const auto job = call<mvi_created_job>(mvi_bulk_import, client.get(), &import, nullptr);

    const auto last = call<mvi_progress>(mvi_wait, client.get(), mvi_created_job_job_id(job.get()), nullptr);
    std::cout << mvi_job_state_name(mvi_progress_state(last.get())) << "\n";
    return 0;
} catch (const std::exception &error) {
    std::cerr << error.what() << "\n";
    return 1;
}
