package io.pluralbridge.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher, before a jar that only says how it was started. */
class LauncherTest {

  private static final Path LAUNCHER = Path.of("plural-bridge").toAbsolutePath();
  private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

  private static final String STUB =
      """
      package io.pluralbridge;
      public final class Main {
        public static void main(String[] args) {
          System.out.println("arguments=" + String.join("|", args));
          System.out.println("home=" + System.getProperty("bridge.home"));
          System.out.println("here=" + System.getProperty("user.dir"));
          System.out.println("terminal=" + System.getProperty("bridge.terminal"));
          System.out.println("logging=" + System.getProperty("log4j2.configurationFile"));
          System.out.println("level=" + System.getProperty("bridge.log.level"));
          System.out.println("told=" + System.getProperty("told"));
          System.out.println("names=" + System.getProperty("sun.jnu.encoding"));
          System.out.println("java=" + System.getProperty("java.home"));
          System.out.println("added=" + Main.class.getResource("/added.txt"));
          if (Boolean.getBoolean("make")) {
            try {
              java.nio.file.Files.createFile(java.nio.file.Path.of("made"));
              java.nio.file.Files.createDirectory(java.nio.file.Path.of("made-folder"));
            } catch (java.io.IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          }
          System.exit(Integer.getInteger("code", 0));
        }
      }
      """;

  @TempDir Path folder;
  private Path home;

  @BeforeEach
  void build_a_home_with_spaces() throws IOException {
    home = Files.createDirectories(folder.toRealPath().resolve("a home, with spaces"));
    Files.copy(LAUNCHER, home.resolve("plural-bridge"));
    assertThat(home.resolve("plural-bridge")).isExecutable();
    Path source = Files.writeString(folder.resolve("Main.java"), STUB);
    Path classes = Files.createDirectories(folder.resolve("classes"));
    int compiled =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", classes.toString(), source.toString());
    assertThat(compiled).isZero();
    Path jar = Files.createDirectories(home.resolve("target")).resolve("plural-bridge.jar");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out)) {
      entries.putNextEntry(new JarEntry("io/pluralbridge/Main.class"));
      Files.copy(classes.resolve("io/pluralbridge/Main.class"), entries);
    }
  }

  @Test
  void it_starts_from_wherever_one_is_and_passes_everything_on() throws Exception {
    Path elsewhere = Files.createDirectories(folder.toRealPath().resolve("else where"));
    Result result =
        start(
            elsewhere,
            home.resolve("plural-bridge"),
            Map.of("JAVA_OPTS", "-Dtold=something -Dcode=3", "JAVA_HOME", JAVA_HOME.toString()),
            "batch",
            "a file.csv",
            "--x=*");

    assertThat(result.code()).isEqualTo(3);
    assertThat(result.lines())
        .contains(
            "arguments=batch|a file.csv|--x=*",
            "home=" + home,
            "here=" + elsewhere,
            "terminal=false",
            "logging=file:" + home + "/config/log4j2.properties",
            "level=null",
            "told=something");
  }

  /** Whoever makes it, and however: the broker inside knows nothing of rights. */
  @Test
  void what_it_starts_makes_files_for_the_eyes_of_their_owner_only() throws Exception {
    Map<String, String> environment =
        Map.of("JAVA_OPTS", "-Dmake=true", "JAVA_HOME", JAVA_HOME.toString());

    start(folder, home.resolve("plural-bridge"), environment, "run");

    assertThat(Files.getPosixFilePermissions(folder.resolve("made")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(Files.getPosixFilePermissions(folder.resolve("made-folder")))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void the_demo_is_not_interrupted_by_the_log_unless_somebody_wants_it() throws Exception {
    String java = JAVA_HOME.toString();
    Path launcher = home.resolve("plural-bridge");
    Map<String, String> loud = Map.of("JAVA_HOME", java, "JAVA_OPTS", "-Dbridge.log.level=info");

    assertThat(start(folder, launcher, Map.of("JAVA_HOME", java), "demo").lines())
        .contains("arguments=demo", "level=error");
    assertThat(start(folder, launcher, loud, "demo").lines()).contains("level=info");
  }

  @Test
  void names_of_files_are_text_whatever_the_locale() throws Exception {
    for (Map<String, String> locale :
        List.of(
            Map.of("LC_ALL", "POSIX"),
            Map.of("LC_ALL", "", "LC_CTYPE", "C"),
            Map.of("LC_ALL", "", "LC_CTYPE", "", "LANG", ""),
            Map.of("LC_ALL", "C.UTF-8"))) {
      Map<String, String> environment = new HashMap<>(locale);
      environment.put("JAVA_HOME", JAVA_HOME.toString());

      assertThat(start(folder, home.resolve("plural-bridge"), environment).lines())
          .as("%s", locale)
          .contains("names=UTF-8");
    }
  }

  @Test
  void it_finds_its_home_through_links() throws Exception {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Files.createSymbolicLink(bin.resolve("first"), home.resolve("plural-bridge"));
    Files.createSymbolicLink(bin.resolve("pb"), Path.of("first"));

    Result result = start(folder, bin.resolve("pb"), Map.of("JAVA_HOME", JAVA_HOME.toString()));

    assertThat(result.code()).isZero();
    assertThat(result.lines()).contains("home=" + home, "arguments=");
  }

  @Test
  void jars_in_the_folder_lib_beside_it_are_there() throws Exception {
    Path jar = Files.createDirectories(home.resolve("lib")).resolve("broker client.jar");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out)) {
      entries.putNextEntry(new JarEntry("added.txt"));
    }
    Result result =
        start(folder, home.resolve("plural-bridge"), Map.of("JAVA_HOME", JAVA_HOME.toString()));

    assertThat(result.code()).isZero();
    assertThat(result.lines())
        .anySatisfy(line -> assertThat(line).startsWith("added=jar:").contains("lib/broker"));
  }

  @Test
  void it_takes_the_java_of_the_path_where_no_other_is_named() throws Exception {
    String path = JAVA_HOME.resolve("bin") + ":" + System.getenv("PATH");

    for (Map<String, String> environment :
        List.of(Map.of("PATH", path), Map.of("PATH", path, "JAVA_HOME", ""))) {
      Result result = start(folder, home.resolve("plural-bridge"), environment);
      assertThat(result.code()).isZero();
      assertThat(result.lines()).contains("java=" + JAVA_HOME, "told=null");
    }
  }

  @Test
  void without_java_it_says_what_is_needed() throws Exception {
    Result result =
        start(folder, home.resolve("plural-bridge"), Map.of("JAVA_HOME", "/no/such/jdk"));

    assertThat(result.code()).isEqualTo(70);
    assertThat(result.lines())
        .singleElement()
        .asString()
        .contains("/no/such/jdk/bin/java", "JDK 17", "JAVA_HOME");
  }

  @Test
  void it_builds_what_is_missing_or_older_than_its_sources_and_says_when_it_cannot()
      throws Exception {
    Path tools = Files.createDirectories(folder.resolve("tools"));
    Path mvn =
        Files.writeString(tools.resolve("mvn"), "#!/bin/sh\necho built in \"$PWD\"\nexit 1\n");
    assertThat(mvn.toFile().setExecutable(true)).isTrue();
    Map<String, String> environment =
        Map.of("PATH", tools + ":" + System.getenv("PATH"), "JAVA_HOME", JAVA_HOME.toString());
    Path launcher = home.resolve("plural-bridge");
    Files.createDirectories(home.resolve("src/main"));
    Files.createDirectories(home.resolve("target/lib"));
    Files.writeString(home.resolve("pom.xml"), "<project/>");
    touch(home.resolve("pom.xml"), 1_000);
    touch(home.resolve("src/main"), 1_000);
    assertThat(start(folder, launcher, environment).code()).as("up to date").isZero();

    touch(home.resolve("src/main"), System.currentTimeMillis() + 60_000);
    Result stale = start(folder, launcher, environment);
    assertThat(stale.code()).isEqualTo(70);
    assertThat(stale.lines())
        .containsExactly("Building, once ...", "built in " + home, "Could not build.");

    Files.delete(home.resolve("target/plural-bridge.jar"));
    touch(home.resolve("src/main"), 1_000);
    assertThat(start(folder, launcher, environment).code()).as("no jar").isEqualTo(70);
  }

  @Test
  void what_it_keeps_of_the_classes_is_used_where_it_fits_and_in_silence_where_it_does_not()
      throws Exception {
    Path tools = Files.createDirectories(folder.resolve("tools"));
    Path mvn = Files.writeString(tools.resolve("mvn"), "#!/bin/sh\nexit 0\n");
    assertThat(mvn.toFile().setExecutable(true)).isTrue();
    Map<String, String> environment =
        Map.of("PATH", tools + ":" + System.getenv("PATH"), "JAVA_HOME", JAVA_HOME.toString());
    Path launcher = home.resolve("plural-bridge");
    Path jar = home.resolve("target/plural-bridge.jar");
    Path kept = home.resolve("target/plural-bridge.jsa");
    Files.createDirectories(home.resolve("src/main"));
    Files.writeString(home.resolve("pom.xml"), "<project/>");
    List<String> without = start(folder, launcher, environment, "run").lines();
    assertThat(kept).as("what there is only once it is built").isNotEmptyFile();

    Files.createDirectories(home.resolve("target/lib"));
    touch(home.resolve("pom.xml"), 1_000);
    touch(home.resolve("src/main"), 1_000);
    Result fits = start(folder, launcher, environment, "run");
    FileTime asKept = Files.getLastModifiedTime(jar);
    touch(jar, 2_000);
    Result otherJar = start(folder, launcher, environment, "run");
    byte[] whole = Files.readAllBytes(kept);
    Files.delete(kept);
    Files.write(kept, Arrays.copyOf(whole, whole.length * 2 / 3));
    Files.setLastModifiedTime(jar, asKept);
    Result cutShort = start(folder, launcher, environment, "run");
    Files.writeString(kept, "no classes");
    Result broken = start(folder, launcher, environment, "run");

    assertThat(without).startsWith("Building, once ...").contains("arguments=run");
    List<String> undisturbed = without.subList(1, without.size());
    assertThat(fits.lines()).isEqualTo(undisturbed);
    assertThat(otherJar.lines()).isEqualTo(undisturbed);
    assertThat(cutShort.lines()).isEqualTo(undisturbed);
    assertThat(broken.lines()).isEqualTo(undisturbed);
  }

  @Test
  void bash_and_shellcheck_have_no_complaint() throws Exception {
    assertThat(start(folder, Path.of("/bin/bash"), Map.of(), "-n", LAUNCHER.toString()).code())
        .isZero();
    boolean shellcheck =
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(each -> Files.isExecutable(Path.of(each, "shellcheck")));
    assumeTrue(shellcheck, "shellcheck is not installed");
    Result result =
        start(folder, Path.of("/usr/bin/env"), Map.of(), "shellcheck", LAUNCHER.toString());
    assertThat(result.lines()).isEmpty();
  }

  private record Result(int code, List<String> lines) {}

  private static void touch(Path path, long millis) {
    assertThat(path.toFile().setLastModified(millis)).isTrue();
  }

  private static Result start(
      Path where, Path program, Map<String, String> environment, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder
        .environment()
        .keySet()
        .removeAll(List.of("JAVA_HOME", "JAVA_OPTS", "JAVA_TOOL_OPTIONS"));
    builder.environment().putAll(environment);
    Process process = builder.directory(where.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Result(process.exitValue(), said.lines().toList());
  }
}
