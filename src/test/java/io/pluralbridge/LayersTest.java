package io.pluralbridge;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Processor;
import org.apache.camel.spi.DataFormat;

/** Who may know whom. */
@AnalyzeClasses(packagesOf = Main.class, importOptions = DoNotIncludeTests.class)
class LayersTest {

  private static final String ROOT = "io.pluralbridge";

  /** Each package of ours, and the others that it knows. The root package knows all of them. */
  private static final Map<String, Set<String>> KNOWS =
      Map.ofEntries(
          Map.entry("payment", Set.of()),
          Map.entry("disk", Set.of()),
          Map.entry("csv", Set.of("payment")),
          Map.entry("journal", Set.of("payment", "disk")),
          Map.entry("intake", Set.of("payment", "csv", "journal")),
          Map.entry("http", Set.of("payment", "intake", "journal")),
          Map.entry("queue", Set.of("payment", "intake", "journal", "seal")),
          Map.entry("seal", Set.of("payment", "disk")),
          Map.entry("broker", Set.of("disk")),
          Map.entry("reply", Set.of("payment", "csv", "journal", "disk")),
          Map.entry("api", Set.of("payment", "journal")),
          Map.entry("inquiry", Set.of("payment", "journal")),
          Map.entry("dispatch", Set.of("payment", "journal")),
          Map.entry("signature", Set.of()),
          Map.entry("callback", Set.of("payment", "journal", "signature")),
          Map.entry("sandbox", Set.of("signature")));

  /** What touches Camel outside the root package and dispatch: steps and data formats. */
  private static final DescribedPredicate<JavaClass> EDGES =
      assignableTo(Processor.class).or(assignableTo(DataFormat.class));

  @ArchTest
  static final ArchRule each_package_knows_only_those_below_it =
      classes().should(knowOnlyWhatItsPackageMay());

  @ArchTest
  static final ArchRule no_two_packages_know_each_other =
      slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule the_words_that_all_share_need_nothing_but_the_jdk =
      classes()
          .that()
          .resideInAPackage(ROOT + ".payment..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(ROOT + ".payment..", "java..", "org.jspecify..");

  @ArchTest
  static final ArchRule signatures_need_nothing_but_the_jdk =
      classes()
          .that()
          .resideInAPackage(ROOT + ".signature..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(ROOT + ".signature..", "java..", "javax.crypto..", "org.jspecify..");

  @ArchTest
  static final ArchRule only_the_journal_speaks_to_a_database =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + ".journal..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.sql..",
              "javax.sql..",
              "org.springframework.jdbc..",
              "org.springframework.dao..",
              "org.springframework.transaction..",
              "org.flywaydb..",
              "com.zaxxer..",
              "org.sqlite..",
              "org.postgresql..");

  @ArchTest
  static final ArchRule camel_stays_at_the_edge =
      noClasses()
          .that()
          .resideOutsideOfPackages(ROOT, ROOT + ".dispatch..")
          .and(describe("are no step or data format of a route", c -> !EDGES.test(c)))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.camel..");

  @ArchTest
  static final ArchRule only_the_root_package_has_a_command_line =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("picocli..", "me.tongfei..");

  @ArchTest
  static final ArchRule only_the_sandbox_and_the_door_are_servers =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + ".sandbox..")
          .and()
          .haveNameNotMatching(
              ROOT
                  + "\\.(HttpServer|RequestBody|SendFile|StreamBody|http\\.(Doorkeeper|OpenConnections))(\\$.*)?")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.vertx..");

  @ArchTest
  static final ArchRule only_the_seal_knows_how_commands_are_sealed =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + ".seal..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.nimbusds..");

  @ArchTest
  static final ArchRule collaborators_come_through_constructors =
      noFields()
          .should()
          .beAnnotatedWith(
              describe(
                  "anything that injects",
                  annotation ->
                      resideInAnyPackage(
                              "org.apache.camel..",
                              "jakarta.inject..",
                              "javax.inject..",
                              "jakarta.annotation..",
                              "javax.annotation..",
                              "org.springframework..")
                          .test(annotation.getRawType())));

  @ArchTest
  static final ArchRule only_the_package_broker_knows_which_broker_it_is =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + ".broker..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.activemq..", "org.apache.qpid..", "org.messaginghub..");

  @ArchTest
  static final ArchRule only_the_command_line_prints =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT)
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err")
          .orShould()
          .callMethodWhere(
              describe(
                  "it prints a stack trace",
                  call ->
                      call.getTarget().getName().equals("printStackTrace")
                          && call.getTarget().getOwner().isAssignableTo(Throwable.class)));

  @ArchTest
  static final ArchRule only_the_command_line_sleeps =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT)
          .should()
          .callMethodWhere(
              describe(
                  "it is Thread.sleep",
                  call ->
                      call.getTarget().getName().equals("sleep")
                          && call.getTarget().getOwner().isEquivalentTo(Thread.class)));

  private static ArchCondition<JavaClass> knowOnlyWhatItsPackageMay() {
    return new ArchCondition<>("know only what their package may: " + KNOWS) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        String mine = partOf(type);
        if (mine.isEmpty()) {
          return;
        }
        Set<String> known = KNOWS.get(mine);
        if (known == null) {
          events.add(
              SimpleConditionEvent.violated(
                  type, type.getName() + " is in a package of which KNOWS says nothing"));
          return;
        }
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
          JavaClass target = dependency.getTargetClass().getBaseComponentType();
          String theirs = partOf(target);
          if (isOurs(target) && !theirs.equals(mine) && !known.contains(theirs)) {
            events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
          }
        }
      }
    };
  }

  private static boolean isOurs(JavaClass type) {
    String name = type.getPackageName();
    return name.equals(ROOT) || name.startsWith(ROOT + ".");
  }

  /** {@code journal} for {@code io.pluralbridge.journal.Batch}, empty for the root package. */
  private static String partOf(JavaClass type) {
    String name = type.getPackageName();
    return isOurs(type) && !name.equals(ROOT)
        ? name.substring(ROOT.length() + 1).split("\\.")[0]
        : "";
  }
}
