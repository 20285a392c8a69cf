package io.pluralbridge.sandbox;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * A sandbox that shared code with the bridge would share its mistakes. Signatures are the
 * exception: their rule has vectors of its own.
 */
@AnalyzeClasses(packagesOf = Sandbox.class, importOptions = DoNotIncludeTests.class)
class StandsAloneTest {

  @ArchTest
  static final ArchRule the_sandbox_uses_nothing_of_ours_but_signatures =
      classes()
          .that()
          .resideInAPackage("io.pluralbridge.sandbox..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.pluralbridge.sandbox..",
              "io.pluralbridge.signature..",
              "java..",
              "io.vertx..",
              "com.fasterxml.jackson..",
              "org.slf4j..",
              "org.jspecify..");
}
