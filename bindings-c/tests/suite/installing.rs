//! What README.md and `make install` say about compiling, linking and running is so, below a folder that the loader does not
//! look into.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use milvus_import_emulator::{Emulator, JobSpec};

use crate::support::{as_from_a_shell, path, profile, run};

/// A folder with the programs of README.md, whose server is an emulator with their job.
struct Place {
    folder: tempfile::TempDir,
    emulator: Emulator,
    job_id: String,
    readme: String,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let emulator = Emulator::builder().speed(100.0).start_blocking().unwrap();
        let job_id = emulator.add_job(JobSpec { collection_name: "books".to_owned(), ..JobSpec::default() });
        let readme = fs::read_to_string(path("README.md")).unwrap();
        let place = Self { folder, emulator, job_id, readme };
        for (language, name) in [("c", "wait.c"), ("cpp", "follow.cpp")] {
            let [program] = place.blocks(language)[..] else { panic!("one whole program in {language}") };
            fs::write(place.path(name), program.replace("http://localhost:19530", &place.emulator.uri())).unwrap();
        }
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// What README.md has in this language.
    fn blocks(&self, language: &str) -> Vec<&str> {
        let start = format!("```{language}\n");
        let blocks = self.readme.split(&start).skip(1);
        blocks.map(|block| block.split("```").next().unwrap()).collect()
    }

    /// Runs lines of a shell in the folder, where `make` is that of the checkout and the user's home is the folder, and returns
    /// what they print. What `make` prints is in the file `told`.
    fn shell(&self, lines: &str) -> String {
        let lines =
            lines.replace("$HOME", self.folder.path().to_str().unwrap()).replace("448761313698322011", &self.job_id);
        let checkout = path("..");
        let make = format!("make() {{ command make --silent -C '{}' \"$@\" >told; }}", checkout.display());
        let mut bash = Command::new("bash");
        as_from_a_shell(&mut bash).current_dir(&self.folder).env("MVI_PROFILE", profile());
        bash.env_remove("LD_LIBRARY_PATH").env_remove("PKG_CONFIG_PATH").env_remove("MAKEFLAGS");
        run(bash.arg("-euc").arg(format!("{make}\n{lines}")))
    }

    /// The commands that `make install` has told, which are indented.
    fn told(&self) -> String {
        let told = fs::read_to_string(self.path("told")).unwrap();
        told.lines().filter_map(|line| line.strip_prefix("    ")).fold(String::new(), |all, line| all + line + "\n")
    }
}

/// The commands of a console block, and what it shows of their output.
fn commands(block: &str) -> (String, String) {
    let is_command = |line: &&str| line.starts_with("$ ");
    let (commands, output): (Vec<&str>, Vec<&str>) = block.split_inclusive('\n').partition(is_command);
    (commands.iter().map(|line| &line[2..]).collect(), output.concat())
}

#[test]
fn the_commands_of_the_readme_compile_link_and_run_its_programs() {
    let place = Place::new();
    let blocks: Vec<_> = place.blocks("console").into_iter().map(commands).collect();
    assert_eq!(blocks.len(), 4, "by -rpath, in C++, by LD_LIBRARY_PATH, statically");
    let (commands, outputs): (Vec<_>, Vec<_>) = blocks.into_iter().unzip();
    assert_eq!(place.shell(&commands.concat()), outputs.concat());
    // The last of them needs no library, the others this one.
    let needs =
        |program: &Path| run(Command::new("readelf").arg("--dynamic").arg(program)).contains("libmilvus_import");
    assert!(!needs(&place.path("wait")));
    place.shell("export PKG_CONFIG_PATH=$HOME/milvus-import/lib/pkgconfig\ncc wait.c $(pkg-config --cflags --libs milvus_import) -o bare");
    assert!(needs(&place.path("bare")));
    let bare = Command::new(place.path("bare")).arg(&place.job_id).env_remove("LD_LIBRARY_PATH").output().unwrap();
    assert_eq!(bare.status.code(), Some(127), "the loader looks there, so nothing was tested: {bare:?}");
}

#[test]
fn a_package_is_made_below_destdir_and_names_neither_that_nor_the_prefix() {
    let place = Place::new();
    let (prefix, package) = (place.path("prefix"), place.path("package"));
    place.shell("make install PREFIX=$HOME/prefix DESTDIR=$HOME/package");
    assert!(!prefix.exists());
    let packed = package.join(prefix.strip_prefix("/").unwrap());
    for file in ["lib/pkgconfig/milvus_import.pc", "lib/cmake/milvus_import/milvus_importConfig.cmake"] {
        let text = fs::read_to_string(packed.join(file)).unwrap();
        assert!(!text.contains(place.folder.path().to_str().unwrap()), "{text}");
    }
    let told = place.told();
    assert!(!told.contains("package"), "{told}");
    // As a package manager unpacks it; what was told holds there.
    fs::rename(packed, &prefix).unwrap();
    assert_eq!(place.shell(&format!("{told}./wait {}", place.job_id)), "Completed, 100000 rows\n");
}
