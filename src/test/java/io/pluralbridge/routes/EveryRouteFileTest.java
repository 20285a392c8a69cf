package io.pluralbridge.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No route file is without a test of its own, and no test is about a file that is gone. */
class EveryRouteFileTest {

  private static final String SUFFIX = ".camel.yaml";

  @Test
  void each_route_file_has_a_test_of_its_own() throws IOException {
    List<String> tested =
        new ClassFileImporter()
            .importPackages(getClass().getPackageName()).stream()
                .filter(test -> test.isAssignableTo(RouteTest.class))
                .filter(test -> test.isAnnotatedWith(RouteFile.class))
                .map(JavaClass::reflect)
                .flatMap(test -> Stream.of(test.getAnnotation(RouteFile.class).value()))
                .distinct()
                .toList();
    List<String> files;
    try (Stream<Path> routes = Files.list(Path.of("routes"))) {
      files =
          routes
              .map(file -> String.valueOf(file.getFileName()))
              .filter(name -> name.endsWith(SUFFIX))
              .map(name -> name.substring(0, name.length() - SUFFIX.length()))
              .toList();
    }

    assertThat(tested)
        .as("a test in src/test/java/io/pluralbridge/routes, with @RouteFile")
        .containsExactlyInAnyOrderElementsOf(files);
  }
}
