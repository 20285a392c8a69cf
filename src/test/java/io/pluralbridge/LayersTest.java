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
import java.util.regex.Pattern;
import org.apache.camel.Processor;
import org.apache.camel.spi.DataFormat;

/** Who may know whom. */
@AnalyzeClasses(packagesOf = Main.class, importOptions = DoNotIncludeTests.class)
class LayersTest {

  private static final String ROOT = "io.pluralbridge";

  /** Each package of ours, and the others that it knows. */
  private static final Map<String, Set<String>> KNOWS =
      Map.ofEntries(
          Map.entry("", Set.of("cli", "config", "demo")),
          Map.entry(
              "app",
              Set.of(
                  "broker",
                  "callback",
                  "carddata",
                  "config",
                  "disk",
                  "dispatch",
                  "files",
                  "http",
                  "instruction",
                  "journal",
                  "journal.batch",
                  "journal.order",
                  "journal.outbox",
                  "journal.store",
                  "messaging",
                  "observe",
                  "payment",
                  "plural",
                  "sandbox",
                  "seal",
                  "settings",
                  "signature")),
          Map.entry(
              "settings",
              Set.of(
                  "broker",
                  "callback",
                  "carddata",
                  "config",
                  "files",
                  "http",
                  "journal.batch",
                  "journal.order",
                  "journal.store",
                  "messaging",
                  "sandbox",
                  "seal",
                  "signature")),
          Map.entry(
              "cli",
              Set.of(
                  "app",
                  "config",
                  "settings",
                  "files",
                  "http",
                  "journal",
                  "journal.batch",
                  "journal.store",
                  "payment",
                  "sandbox")),
          Map.entry(
              "demo",
              Set.of(
                  "app",
                  "callback",
                  "cli",
                  "config",
                  "disk",
                  "journal",
                  "journal.batch",
                  "sandbox",
                  "settings")),
          Map.entry("config", Set.of("payment")),
          Map.entry(
              "observe", Set.of("broker", "disk", "http", "journal", "journal.batch", "plural")),
          Map.entry("carddata", Set.of()),
          Map.entry("disk", Set.of()),
          Map.entry("door", Set.of()),
          Map.entry("logging", Set.of("carddata")),
          Map.entry("payment", Set.of("carddata")),
          Map.entry("files.csv", Set.of("carddata")),
          Map.entry("journal.store", Set.of("disk")),
          Map.entry("journal", Set.of("carddata", "journal.store", "payment")),
          Map.entry("journal.outbox", Set.of("journal", "journal.store")),
          Map.entry("journal.batch", Set.of("journal", "journal.store", "payment")),
          Map.entry(
              "journal.order",
              Set.of("carddata", "journal", "journal.outbox", "journal.store", "payment")),
          Map.entry(
              "files",
              Set.of(
                  "carddata",
                  "config",
                  "disk",
                  "files.csv",
                  "journal",
                  "journal.batch",
                  "journal.store",
                  "payment")),
          Map.entry("instruction", Set.of("carddata", "files", "journal.store", "payment")),
          Map.entry(
              "http",
              Set.of(
                  "carddata",
                  "config",
                  "door",
                  "files",
                  "instruction",
                  "journal",
                  "journal.batch",
                  "journal.order",
                  "journal.store",
                  "payment")),
          Map.entry(
              "messaging",
              Set.of(
                  "carddata",
                  "instruction",
                  "journal",
                  "journal.outbox",
                  "journal.store",
                  "payment",
                  "seal")),
          Map.entry("seal", Set.of("disk")),
          Map.entry("broker", Set.of("disk", "door")),
          Map.entry("plural", Set.of("carddata", "journal", "journal.batch", "payment")),
          Map.entry(
              "dispatch",
              Set.of("carddata", "journal", "journal.outbox", "journal.store", "payment")),
          Map.entry("signature", Set.of()),
          Map.entry(
              "callback",
              Set.of(
                  "carddata",
                  "journal",
                  "journal.order",
                  "journal.outbox",
                  "journal.store",
                  "payment",
                  "signature")),
          Map.entry("sandbox", Set.of("signature")));

  /** What touches Camel outside app and dispatch: steps and data formats. */
  private static final DescribedPredicate<JavaClass> EDGES =
      assignableTo(Processor.class).or(assignableTo(DataFormat.class));

  @ArchTest
  static final ArchRule each_package_knows_only_those_below_it =
      classes().should(knowOnlyWhatItsPackageMay());

  @ArchTest
  static final ArchRule no_two_packages_know_each_other =
      slices().matching(ROOT + ".(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule the_words_that_all_share_need_nothing_but_the_jdk =
      classes()
          .that()
          .resideInAPackage(ROOT + ".payment..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              ROOT + ".payment..", ROOT + ".carddata..", "java..", "org.jspecify..");

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

  /** The HTTP server and the health checks are parts of Camel's own. */
  private static final Pattern CAMEL_TOO =
      Pattern.compile(
          ".*\\.(http\\.(Http(Server|Answer|DoorConsumer|DoorEngine)|ManagementGuard|NameOperation|SendFile|StreamBody)|observe\\.(Health|TopicWatch)"
              + "|messaging\\.PacedClients)(\\$.*)?");

  @ArchTest
  static final ArchRule camel_stays_at_the_edge =
      noClasses()
          .that()
          .resideOutsideOfPackages(ROOT + ".app..", ROOT + ".dispatch..")
          .and(
              describe(
                  "are not named among the exceptions",
                  c -> !CAMEL_TOO.matcher(c.getName()).matches()))
          .and(describe("are no step or data format of a route", c -> !EDGES.test(c)))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.camel..");

  @ArchTest
  static final ArchRule only_the_command_line_has_commands =
      noClasses()
          .that()
          .resideOutsideOfPackages(ROOT, ROOT + ".cli..", ROOT + ".demo..")
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
                  + "\\.http\\.(HttpServer|HttpAnswer|HttpDoorConsumer|RequestBody|SendFile|StreamBody|Doorkeeper|OpenConnections|CollectBody|ManagementGuard)(\\$.*)?")
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
          .resideOutsideOfPackages(ROOT, ROOT + ".cli..", ROOT + ".demo..")
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
          .resideOutsideOfPackages(ROOT, ROOT + ".cli..", ROOT + ".demo..")
          .and(
              describe(
                  "are not the bridge as a command uses it",
                  c -> !c.getSimpleName().equals("Bridge")))
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

  /** {@code journal.batch} for {@code io.pluralbridge.journal.batch.Batch}, empty for the root. */
  private static String partOf(JavaClass type) {
    String name = type.getPackageName();
    return isOurs(type) && !name.equals(ROOT) ? name.substring(ROOT.length() + 1) : "";
  }
}
