package io.pluralbridge.app;

import static java.util.Map.entry;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import io.netty.util.Timer;
import io.pluralbridge.carddata.CardDataSeal;
import io.pluralbridge.carddata.SealKeys;
import io.pluralbridge.disk.DiskSpace;
import io.pluralbridge.dispatch.Conclude;
import io.pluralbridge.dispatch.Due;
import io.pluralbridge.dispatch.FromOutbox;
import io.pluralbridge.dispatch.JournalComponent;
import io.pluralbridge.dispatch.OneHand;
import io.pluralbridge.files.Arrivals;
import io.pluralbridge.files.BatchIntake;
import io.pluralbridge.files.BatchPapers;
import io.pluralbridge.files.DataFolder;
import io.pluralbridge.files.Inbox;
import io.pluralbridge.files.Originals;
import io.pluralbridge.files.Papers;
import io.pluralbridge.files.Spool;
import io.pluralbridge.http.AdmittedByKey;
import io.pluralbridge.http.ApiKeyAsToken;
import io.pluralbridge.http.AwaitOutcome;
import io.pluralbridge.http.BatchDoor;
import io.pluralbridge.http.BatchReplies;
import io.pluralbridge.http.CommandDoor;
import io.pluralbridge.http.FindResults;
import io.pluralbridge.http.HttpServer;
import io.pluralbridge.http.KeyGuard;
import io.pluralbridge.http.NameOperation;
import io.pluralbridge.http.OrderNames;
import io.pluralbridge.http.Replies;
import io.pluralbridge.http.SendFile;
import io.pluralbridge.http.StreamBody;
import io.pluralbridge.http.TakeFile;
import io.pluralbridge.http.TakeInstruction;
import io.pluralbridge.http.Workers;
import io.pluralbridge.http.WriteReply;
import io.pluralbridge.instruction.Envelope;
import io.pluralbridge.instruction.FitsOrder;
import io.pluralbridge.instruction.Instructions;
import io.pluralbridge.journal.Addressee;
import io.pluralbridge.journal.Awaited;
import io.pluralbridge.journal.Claim;
import io.pluralbridge.journal.Commands;
import io.pluralbridge.journal.Journal;
import io.pluralbridge.journal.Restoration;
import io.pluralbridge.journal.Schedule;
import io.pluralbridge.journal.batch.Amendment;
import io.pluralbridge.journal.batch.Amendments;
import io.pluralbridge.journal.batch.Batch;
import io.pluralbridge.journal.batch.BatchLines;
import io.pluralbridge.journal.batch.Batches;
import io.pluralbridge.journal.batch.CaptureLooks;
import io.pluralbridge.journal.batch.Captures;
import io.pluralbridge.journal.batch.Figures;
import io.pluralbridge.journal.batch.KeptFile;
import io.pluralbridge.journal.batch.KeptFiles;
import io.pluralbridge.journal.batch.KeptNamesakes;
import io.pluralbridge.journal.order.EventChannel;
import io.pluralbridge.journal.outbox.Announcement;
import io.pluralbridge.journal.outbox.Announcements;
import io.pluralbridge.journal.outbox.DeadLetter;
import io.pluralbridge.journal.store.Continuity;
import io.pluralbridge.journal.store.Database;
import io.pluralbridge.journal.store.Signal;
import io.pluralbridge.journal.store.SteadyClock;
import io.pluralbridge.messaging.AddressDeadLetter;
import io.pluralbridge.messaging.AddressDeadLetterRecord;
import io.pluralbridge.messaging.AddressOutcome;
import io.pluralbridge.messaging.AddressOutcomeRecord;
import io.pluralbridge.messaging.CommitOffsets;
import io.pluralbridge.messaging.MessageDoor;
import io.pluralbridge.messaging.Outcomes;
import io.pluralbridge.messaging.PacedClients;
import io.pluralbridge.messaging.ReadCommand;
import io.pluralbridge.messaging.TakeMessage;
import io.pluralbridge.messaging.TakeRecord;
import io.pluralbridge.messaging.TakeRecords;
import io.pluralbridge.messaging.TickOffRecord;
import io.pluralbridge.observe.Asked;
import io.pluralbridge.observe.Gauges;
import io.pluralbridge.observe.Health;
import io.pluralbridge.observe.TopicWatch;
import io.pluralbridge.plural.AccessTokens;
import io.pluralbridge.plural.Answer;
import io.pluralbridge.plural.Answers;
import io.pluralbridge.plural.BatchWatch;
import io.pluralbridge.plural.CallHealth;
import io.pluralbridge.plural.CallOnTheWire;
import io.pluralbridge.plural.Circuit;
import io.pluralbridge.plural.Credentials;
import io.pluralbridge.plural.Deadline;
import io.pluralbridge.plural.Gate;
import io.pluralbridge.plural.Inquiry;
import io.pluralbridge.plural.Pace;
import io.pluralbridge.plural.PluralCalls;
import io.pluralbridge.plural.Rate;
import io.pluralbridge.plural.ReadAnswer;
import io.pluralbridge.plural.RequestIds;
import io.pluralbridge.plural.SendDeadline;
import io.pluralbridge.plural.TokenEnricher;
import io.pluralbridge.seal.CommandKeyFile;
import io.pluralbridge.seal.SealedCommand;
import io.pluralbridge.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.ThreadPoolProfileBuilder;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.DefaultHeaderFilterStrategy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Builds every bean that a route may name, and the HTTP client that all calls go through. */
final class Wiring implements CamelConfiguration, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Wiring.class);

  /** As long as nothing holds them up; the journal commits for some dozens at once anyway. */
  private static final int USUAL_WORKERS = 48;

  /** They only look at the journal, and say what is there. */
  private static final int USUAL_TELLERS = 16;

  /** Beside files that come in: callers and webhooks that wait for a database or for Plural. */
  private static final int HELD_UP_AT_MOST = 512;

  private static final long FOLLOW_EVERY_MS = 5_000;
  private static final long MAKING_A_KEY_MS = 5_000;
  private static final long MAKE_A_KEY_AFTER_MS = 2_000;

  /** So much later than its deadline a call may end. */
  private static final long DEADLINES_TICK_MS = 20;

  private final Settings settings;
  private final Clock clock = Clock.systemUTC();
  private final SteadyClock steady;
  private volatile long followedAt;
  private final DataFolder folder;
  private final Database database;
  private final Continuity continuity;
  private final Schedule schedule;
  private final Circuit circuit;
  private final Pace pace;
  private final Gate gate;
  private final Journal journal;
  private final Batches batches;
  private final CaptureLooks looks;
  private final BatchLines lines;
  private final Amendments amendments;
  private final Commands commands;
  private final Workers workers;
  private final Workers tellers;
  private final Awaited awaited;
  private final Announcements announcements;
  private final Spool deliveries;
  private final Arrivals arrivals;
  private final Inbox inbox;
  private final OneHand<String, Arrivals.Arrival> arrived;
  private final OneHand<Batch, Batch> concluded;
  private final OneHand<Amendment, Amendment> amended;
  private final OneHand<KeptFile, KeptFile> kept;
  private final KeptFiles keptFiles;
  private final Asked<List<String>> different;
  private final BatchPapers papers;
  private final BatchDoor batchDoor;
  private final CallbackBeans callbacks;
  private final AccessTokens tokens;
  private final RequestIds requestIds;
  private final CommandKeyFile commandKeys;
  private final KeyGuard keyGuard;
  private final Thread keyMaker;
  private final Timer timer =
      new HashedWheelTimer(
          task -> {
            Thread thread = new Thread(task, "deadline");
            thread.setDaemon(true);
            return thread;
          },
          DEADLINES_TICK_MS,
          TimeUnit.MILLISECONDS);
  private final CallHealth calls;
  private final DiskSpace disk;
  private final Asked<Boolean> databaseUp;
  private final Asked<Figures> figures;
  private @Nullable ProducerTemplate template;
  private @Nullable QueueLink queue;
  private @Nullable TopicWatch topicWatch;

  Wiring(Settings settings) {
    this(settings, false);
  }

  /**
   * Takes up the journal.
   *
   * @param restored true when it may be older than what was done
   * @throws IllegalStateException when it is, and nobody said so
   */
  Wiring(Settings settings, boolean restored) {
    this.settings = settings;
    RandomGenerator random = new SecureRandom();
    requestIds = new RequestIds(random);
    folder = DataFolder.at(settings.data().folder());
    boolean embedded = settings.data().database().url().startsWith("jdbc:sqlite:");
    if (embedded) {
      folder.lock();
    }
    database = open(restored);
    steady = new SteadyClock(database.millis());
    String node = nodeName(embedded);
    continuity = begin(node, restored);
    schedule =
        new Schedule(
            settings.plural().retryFirstDelay(),
            settings.plural().retryMaxDelay(),
            settings.plural().inquiryFirstDelay(),
            settings.plural().inquiryMaxDelay(),
            settings.plural().proofAfter(),
            settings.plural().inquiryGiveUpAfter(),
            Duration.ofMillis(settings.plural().responseTimeoutMs()),
            steady,
            random);
    circuit =
        new Circuit(
            settings.plural().retryFirstDelay(),
            Duration.ofMillis(settings.plural().responseTimeoutMs()),
            clock);
    pace =
        new Pace(
            settings.plural().maxInFlight(),
            ahead(settings),
            settings.plural().retryFirstDelay(),
            clock);
    journal = new Journal(database, schedule, node);
    batches = new Batches(database, journal, steady);
    calls = new CallHealth(clock);
    disk = new DiskSpace(settings.data().folder(), settings.data().minFreeMegabytes());
    looks = new CaptureLooks(database, journal, schedule, settings.files().lookFirst());
    gate =
        new Gate(
            circuit,
            pace,
            new Rate(settings.plural().maxPerSecond(), System::nanoTime),
            new BatchWatch(
                batches, settings.files().holdAtFailures(), settings.files().holdFor(), steady),
            calls,
            steady);
    keyGuard = new KeyGuard(settings.http().apiKeys(), () -> System.nanoTime() / 1_000_000);
    databaseUp = new Asked<>("health", database::answers, Duration.ofSeconds(1), clock);
    figures =
        new Asked<>("figures", () -> Figures.read(database, batches), Duration.ofSeconds(2), clock);
    lines = new BatchLines(database);
    amendments = new Amendments(database, journal, batches, steady);
    commands = new Commands(database, journal, settings.orders().partialCaptures(), steady);
    workers =
        new Workers("http-worker", USUAL_WORKERS, settings.http().maxUploads() + HELD_UP_AT_MOST);
    tellers = new Workers("http-teller", USUAL_TELLERS, HELD_UP_AT_MOST);
    awaited =
        new Awaited(
            database,
            journal,
            commands,
            settings.http().httpPatience(),
            settings.http().maxWaiting(),
            tellers,
            steady);
    announcements = new Announcements(database, journal, schedule);
    tokens = new AccessTokens(this::fetchToken, clock);
    deliveries =
        new Spool(settings.data().folder().resolve("processing"), database.locks(), steady, random);
    arrivals =
        new Arrivals(
            deliveries,
            batches,
            settings.data().folder().resolve("inbox"),
            journal::changed,
            steady);
    keptFiles =
        new KeptFiles(
            database,
            journal,
            batches,
            settings.data().folder(),
            settings.files().compareFor(),
            steady);
    Originals originals =
        new Originals(
            new Papers(settings.data().folder().resolve("archive"), deliveries.locks(), steady),
            settings.data().folder(),
            deliveries,
            batches,
            keptFiles,
            steady);
    inbox =
        new Inbox(
            settings.data().folder().resolve("inbox"),
            deliveries,
            arrivals,
            originals,
            settings.files().inboxPatience(),
            settings.files().totalsRequired(),
            clock);
    arrived = new OneHand<>(new FilesInHand(arrivals, deliveries));
    concluded = new OneHand<>(new BatchesInHand(batches, deliveries));
    amended = new OneHand<>(new AmendmentsInHand(amendments, deliveries));
    different = new Asked<>("different", keptFiles::different, Duration.ofSeconds(2), clock);
    papers = new BatchPapers(settings.data().folder(), lines, deliveries, steady);
    kept = new OneHand<>(new KeptInHand(keptFiles, papers, deliveries, steady));
    batchDoor =
        new BatchDoor(
            deliveries,
            arrivals,
            new BatchDoor.Books(batches, lines, amendments),
            new KeptPapers(papers),
            settings.http().httpPatience(),
            settings.http().maxUploads(),
            steady);
    commandKeys = settings.data().commandKeys();
    keyMaker = new Thread(this::makeCommandKeys, "command-keys");
    keyMaker.setDaemon(true);
    callbacks = new CallbackBeans(settings, database, journal, commands, gate, schedule);
    settings.plural().proofAfterWarning().ifPresent(log::warn);
    settings.data().sealKeyHint().ifPresent(log::info);
    sayWhichSealKeysAreMissing();
    if (restored) {
      bringFilesBack();
    }
    int left = journal.takeUpWhatWasLeft();
    if (left > 0) {
      log.info("{} calls were under way when the bridge was stopped, asking about them", left);
    }
  }

  private void sayWhichSealKeysAreMissing() {
    Set<String> missing =
        settings.data().sealKeys().missing(commands.beginningsOfSealed(SealKeys.LONGEST_ID));
    if (!missing.isEmpty()) {
      log.warn(
          "Commands with card data wait that cannot be opened, as their key is missing: {}. They"
              + " are not sent. Put the key back, as second in bridge.seal.keys; where it followed"
              + " from plural.api.client-secret, set the former secret until none of them waits",
          String.join(", ", missing));
    }
  }

  /** What of files needs a hand, each in words. */
  private List<String> troublesOfFiles() {
    List<String> troubles = new ArrayList<>();
    String folderTrouble = inbox.trouble();
    if (folderTrouble != null) {
      troubles.add(folderTrouble);
    }
    inbox
        .unclaimed()
        .forEach(
            one -> troubles.add(one.name() + " lies in the inbox, not taken: " + one.message()));
    List.of(arrived, concluded, amended, kept).forEach(hand -> troubles.addAll(hand.failing()));
    troubles.addAll(different.answer().orElse(List.of()));
    return troubles;
  }

  /** What a restored journal has not done yet may be done and put away since. */
  private void bringFilesBack() {
    for (Batch batch : batches.notDone()) {
      try {
        if (!papers.bringBack(batch)) {
          log.error(
              "The file of batch {} is not in processing/ and not in archive/: put {} into {}",
              batch.id(),
              batch.name(),
              settings.data().folder().resolve("processing").resolve(batch.id()));
        }
      } catch (IOException e) {
        log.error("The file of batch {} cannot be brought back: {}", batch.id(), e.toString());
      }
    }
  }

  private Database open(boolean restored) {
    try {
      Continuity.checkIsThere(settings.data().database(), settings.data().folder(), restored);
      return Database.open(settings.data().database());
    } catch (RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  private Continuity begin(String node, boolean restored) {
    try {
      return Continuity.begin(
          database,
          settings.data().folder(),
          node,
          steady,
          restored,
          settings.plural().doubtFor(),
          Restoration::begin);
    } catch (RuntimeException e) {
      database.close();
      folder.close();
      throw e;
    }
  }

  /** What is claimed counts as a call of this second, so with a limit nothing is claimed ahead. */
  private Due outcomes(Addressee.Door door) {
    return new FromOutbox<>(announcements.outcomes(door), Announcement.class);
  }

  private Due deadLetters(Addressee.Door door) {
    return new FromOutbox<>(announcements.deadLetters(door), DeadLetter.class);
  }

  private static int ahead(Settings settings) {
    return settings.plural().maxPerSecond() == 0 ? settings.plural().maxInFlight() / 2 : 0;
  }

  /** The embedded database has one node. Others that go unnamed are somebody new at each start. */
  private String nodeName(boolean embedded) {
    if (!settings.data().nodeName().isEmpty()) {
      return settings.data().nodeName();
    }
    return embedded ? "embedded" : UUID.randomUUID().toString();
  }

  private void makeCommandKeys() {
    try {
      commandKeys.keys();
    } catch (IllegalArgumentException | UncheckedIOException e) {
      log.error("There is no key to which commands could be sealed: {}", e.getMessage());
    }
  }

  private List<Claim> claimUnknown(int max) {
    if (steady.millis() > followedAt + FOLLOW_EVERY_MS) {
      followedAt = steady.millis();
      steady.follow(database.millis());
    }
    return gate.questions(max, journal::claimUnknown);
  }

  /**
   * Takes the queue, where there is to be one.
   *
   * @return false when this node has none
   */
  boolean takeQueue(QueueOpening opening) throws IOException {
    queue = opening.take().orElse(null);
    return queue != null;
  }

  /** What may rest in the broker inside in the place of a message with card data in the open. */
  static Optional<String> withoutCardData(byte[] message) {
    Envelope.Kept kept = Envelope.keep(message);
    return kept.masked() ? Optional.of(kept.text()) : Optional.empty();
  }

  /** Where the queue is, in words; empty when there is none. */
  Optional<String> queue() {
    return Optional.ofNullable(queue).map(QueueLink::toString);
  }

  /**
   * Camel itself would put the environment and system properties above all that we tell it, be it
   * that the demo asks nobody but its own sandbox.
   */
  private static void letSettingsDecide(CamelContext camel) {
    if (camel.getPropertiesComponent() instanceof PropertiesComponent placeholders) {
      placeholders.setSystemPropertiesMode(PropertiesComponent.SYSTEM_PROPERTIES_MODE_FALLBACK);
      placeholders.setEnvironmentVariableMode(
          PropertiesComponent.ENVIRONMENT_VARIABLES_MODE_FALLBACK);
    }
  }

  @Override
  public void configure(CamelContext camel) {
    camel.setClassResolver(new FormerNames());
    letSettingsDecide(camel);
    QueueLink link = queue;
    if (link != null) {
      link.bind(camel);
    }
    SendDeadline fence = new SendDeadline(steady);
    Deadline deadline = new Deadline(schedule.responseTimeout(), timer, fence);
    camel.addComponent("http", httpComponent(deadline));
    camel.addComponent("https", httpComponent(deadline));
    camel.addComponent(
        "journal",
        new JournalComponent(
            Map.ofEntries(
                entry("due", new DueCalls(gate, journal, ahead(settings))),
                entry("unknown", new DueQuestions(this::claimUnknown, gate)),
                entry("waited-for", new QuestionsOfCallers(awaited, gate)),
                entry("worth", new DueQuestions(max -> gate.questions(max, looks::claim), gate)),
                entry("receipts", callbacks.dueReceipts()),
                entry("orders", callbacks.dueQuestions()),
                entry("events-for-endpoint", callbacks.dueEvents(EventChannel.ENDPOINT)),
                entry("events-for-queue", callbacks.dueEvents(EventChannel.QUEUE)),
                entry("authorized", callbacks.dueEvents(EventChannel.FOLLOW)),
                entry("arrived", arrived),
                entry("concluded", concluded),
                entry("told-by-queue", outcomes(Addressee.Door.QUEUE)),
                entry("parked-by-queue", deadLetters(Addressee.Door.QUEUE)),
                entry("told-by-topic", outcomes(Addressee.Door.TOPIC)),
                entry("parked-by-topic", deadLetters(Addressee.Door.TOPIC)),
                entry("amended", amended),
                entry("kept", kept)),
            journal::wakes));
    template = camel.createProducerTemplate();
    Registry beans = camel.getRegistry();
    beans.bind("inbox", inbox);
    beans.bind("inbox-health", Health.inbox(this::troublesOfFiles));
    beans.bind(
        "batchIntake",
        new BatchIntake(
            batches,
            new Captures(database, batches),
            settings.files().batchMode(),
            settings.files().totalsRequired(),
            settings.files().partialCapturesInFiles()));
    beans.bind("batches", batches);
    beans.bind("captureLooks", looks);
    beans.bind("amendments", amendments);
    beans.bind("gate", gate);
    beans.bind("batchPapers", papers);
    beans.bind("keptFiles", keptFiles);
    beans.bind("journal", journal);
    bindDoor(beans);
    bindMessages(beans);
    bindTopic(camel, beans);
    callbacks.bind(beans);
    PluralCalls calls = new PluralCalls();
    Answers answers = new Answers(new KeptNamesakes(database));
    beans.bind("pluralCalls", calls);
    beans.bind("callOnTheWire", new CallOnTheWire());
    beans.bind("answers", answers);
    CommandSteps.bind(beans, calls, answers, gate);
    CommandSteps.bindCheck(beans, new FitsOrder(callbacks.known()));
    beans.bind("conclude", new Conclude(journal));
    beans.bind("readAnswer", new ReadAnswer(schedule.responseTimeout(), clock));
    beans.bind(
        "credentials",
        new Credentials(settings.plural().clientId(), settings.plural().clientSecret()));
    beans.bind(
        "tokenEnricher",
        new TokenEnricher(tokens, requestIds, fence, schedule.responseTimeout(), clock));
    beans.bind("inquiry", new Inquiry(schedule));
    beans.bind("plural-health", Health.plural(circuit, this.calls, pace));
    beans.bind("disk-health", Health.disk(disk));
    beans.bind("batches-health", Health.batches(figures));
    beans.bind(
        "journal-health", Health.journal(databaseUp, continuity::trouble, journal::writeTrouble));
  }

  private void bindDoor(Registry beans) {
    beans.bind("nameOperation", new NameOperation());
    // Copies of earlier route files name it so.
    beans.bind("checkApiKey", new AdmittedByKey());
    beans.bind("apiKeyAsToken", new ApiKeyAsToken(keyGuard, clock));
    beans.bind("takeInstruction", new TakeInstruction(new Instructions()));
    beans.bind("cardDataSeal", new CardDataSeal(settings.data().sealKeys()));
    beans.bind("commandKeys", commandKeys);
    CommandDoor door = new CommandDoor(commands, awaited);
    beans.bind("commandDoor", door);
    beans.bind("awaitOutcome", new AwaitOutcome(door));
    beans.bind("batchDoor", batchDoor);
    beans.bind("streamBody", new StreamBody(settings.http().uploadIdleLimit()));
    beans.bind("takeFile", new TakeFile(batchDoor));
    beans.bind("findResults", new FindResults(batchDoor));
    beans.bind("sendFile", new SendFile());
    beans.bind("batchReplies", new BatchReplies());
    beans.bind("replies", new Replies(clock));
    beans.bind("writeReply", new WriteReply());
    beans.bind("orderNames", new OrderNames());
    PaymentBeans.bind(beans, clock);
  }

  private void bindMessages(Registry beans) {
    Outcomes outcomes = new Outcomes(clock);
    beans.bind(
        "takeMessage",
        new TakeMessage(settings.queue().maxMessageBytes(), settings.queue().repliesGo()));
    beans.bind(
        "readCommand",
        new ReadCommand(new Envelope(new Instructions()), new SealedCommand(commandKeys)));
    beans.bind("messageDoor", new MessageDoor(commands, announcements, outcomes));
    beans.bind("addressOutcome", new AddressOutcome(outcomes));
    beans.bind("addressDeadLetter", new AddressDeadLetter());
  }

  private void bindTopic(CamelContext camel, Registry beans) {
    DefaultHeaderFilterStrategy noHeaders = new DefaultHeaderFilterStrategy();
    noHeaders.setInFilterPattern("(?s).*");
    beans.bind("noHeaders", noHeaders);
    beans.bind("kafkaClients", new PacedClients());
    beans.bind("takeRecords", new TakeRecords());
    beans.bind("takeRecord", new TakeRecord(settings.queue().maxMessageBytes()));
    beans.bind("tickOffRecord", new TickOffRecord());
    beans.bind("commitOffsets", new CommitOffsets());
    beans.bind("addressOutcomeRecord", new AddressOutcomeRecord(new Outcomes(clock)));
    beans.bind("addressDeadLetterRecord", new AddressDeadLetterRecord());
    camel
        .getExecutorServiceManager()
        .registerThreadPoolProfile(
            new ThreadPoolProfileBuilder("topic-hands")
                .poolSize(settings.queue().topicHands())
                .maxPoolSize(settings.queue().topicHands())
                .maxQueueSize(-1)
                .build());
    if (settings.queue().hasKafka()) {
      TopicWatch watch = new TopicWatch(camel, clock);
      topicWatch = watch;
      beans.bind("topic-health", Health.topic(watch));
    }
  }

  /** Papers where nobody takes their name. */
  private record KeptPapers(BatchPapers papers) implements BatchDoor.Papers {

    @Override
    public Path results(Batch batch) {
      return papers.keptResultsOf(batch);
    }

    @Override
    public Path amendment(Batch batch, int number) {
      return papers.keptAmendmentOf(batch, number);
    }
  }

  private Answer fetchToken() {
    ProducerTemplate route = template;
    if (route == null) {
      throw new IllegalStateException("Camel is not up yet");
    }
    gate.oneMore();
    return route.requestBody("direct:fetch-token", null, Answer.class);
  }

  /** What is due, as far as the gate lets it through. */
  private record DueCalls(Gate gate, Journal journal, int mostAhead) implements Due {

    /** Somebody may wait at the door. */
    private static final Duration SOON = Duration.ofMillis(2);

    @Override
    public List<Claim> claim(int max) {
      return gate.calls(max, journal::claimDue);
    }

    @Override
    public Duration untilNextLook() {
      return gate.untilCall().orElse(GLANCE);
    }

    @Override
    public Duration betweenLooks() {
      return SOON;
    }

    @Override
    public boolean isHandedOver() {
      return true;
    }

    @Override
    public void release(Object claim) {
      gate.over((Claim) claim);
    }
  }

  /** Questions that are due, as far as the gate lets them through. */
  private record DueQuestions(IntFunction<List<Claim>> questions, Gate gate) implements Due {

    @Override
    public List<Claim> claim(int max) {
      return questions.apply(max);
    }

    @Override
    public Duration untilNextLook() {
      return gate.untilQuestion().orElse(GLANCE);
    }
  }

  /** Questions about what callers wait for. They come by time only, so no signal is needed. */
  private record QuestionsOfCallers(Awaited awaited, Gate gate) implements Due {

    @Override
    public List<Claim> claim(int max) {
      return awaited.isToBeAsked()
          ? gate.questionsOfCallers(max, awaited::claimQuestions)
          : List.of();
    }

    @Override
    public boolean wakes(Signal signal) {
      return true;
    }
  }

  /**
   * The HTTP client. It never repeats a call and never goes where it is sent: Apache HttpClient by
   * itself repeats after a lost connection, 429 and 503, and nobody but the journal may do that.
   */
  private HttpComponent httpComponent(Deadline deadline) {
    // Questions are asked about what is unknown, and for whom somebody waits; about orders, about
    // money that is held, and about what orders are worth.
    int connections =
        settings.plural().maxInFlight()
            + 5 * settings.plural().maxInquiriesInFlight()
            + settings.orders().eventsInFlight()
            + 1;
    HttpComponent http = new AbortiveHttp();
    // Without kinds of cookies it need not read the list of all public domains, at each start.
    http.setHttpClientConfigurer(
        client -> client.setRequestExecutor(deadline).setDefaultCookieSpecRegistry(name -> null));
    http.setAutomaticRetriesDisabled(true);
    http.setRedirectHandlingDisabled(true);
    http.setFollowRedirects(false);
    http.setCookieManagementDisabled(true);
    http.setAuthCachingDisabled(true);
    http.setContentCompressionDisabled(true);
    http.setConnectionStateDisabled(true);
    http.setConnectionsPerRoute(connections);
    http.setMaxTotalConnections(connections);
    http.setConnectTimeout(settings.plural().connectTimeoutMs());
    http.setConnectionRequestTimeout(settings.plural().connectTimeoutMs());
    http.setResponseTimeout(settings.plural().responseTimeoutMs());
    http.setSoTimeout(settings.plural().responseTimeoutMs());
    return http;
  }

  /** Shows our own figures among the metrics, where there are metrics. */
  void showFigures(CamelContext camel, @Nullable HttpServer door) {
    MeterRegistry metrics =
        camel
            .getRegistry()
            .lookupByNameAndType(MicrometerConstants.METRICS_REGISTRY_NAME, MeterRegistry.class);
    if (metrics != null) {
      new Gauges(circuit, pace, calls, disk, awaited, figures, clock).register(metrics);
      QueueLink link = queue;
      if (link != null) {
        Gauges.register(link.watch(), metrics);
        link.turnedAway().ifPresent(turnedAway -> Gauges.register(turnedAway, metrics));
      }
      callbacks.register(metrics);
      if (door != null) {
        Gauges.register(door, metrics);
      }
      Gauges.register(keyGuard, metrics);
    }
  }

  /** Looks after the consumer of commands, once it runs. */
  void watchTopic() {
    if (topicWatch != null) {
      topicWatch.start();
    }
  }

  /**
   * Sees to it that there is a key to which senders can seal, soon: to find its primes is work for
   * a whole core, which the first that come in need more.
   */
  void prepareCommandKeys() {
    Timeout unused =
        timer.newTimeout(soon -> keyMaker.start(), MAKE_A_KEY_AFTER_MS, TimeUnit.MILLISECONDS);
  }

  /** Whoever waits for an outcome is told where to look: nothing new is carried out any more. */
  void letCallersGo() {
    if (topicWatch != null) {
      topicWatch.close();
    }
    awaited.close();
    batchDoor.close();
  }

  /** Who carries out what callers ask for. */
  Workers workers() {
    return workers;
  }

  /** Who tells those what became of it who wait for that. */
  Workers tellers() {
    return tellers;
  }

  /** Who looks at the API keys of callers. */
  KeyGuard keyGuard() {
    return keyGuard;
  }

  AccessTokens tokens() {
    return tokens;
  }

  Journal journal() {
    return journal;
  }

  Batches batches() {
    return batches;
  }

  BatchLines lines() {
    return lines;
  }

  Amendments amendments() {
    return amendments;
  }

  Spool deliveries() {
    return deliveries;
  }

  BatchPapers papers() {
    return papers;
  }

  CallbackBeans callbacks() {
    return callbacks;
  }

  /** It writes into the data folder. Where it takes long, it is a daemon and left behind. */
  private void awaitKeyMaker() {
    try {
      keyMaker.join(MAKING_A_KEY_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void sayWhereItIs(Path rescued) {
    log.error(
        "All that was written until now is in {}. To go on with it, put it in the place of the"
            + " journal of {}, and delete the files beside that which end in -wal and -shm",
        rescued,
        settings.data().folder());
  }

  Continuity continuity() {
    return continuity;
  }

  @Override
  public void close() {
    if (queue != null) {
      queue.close();
    }
    timer.stop();
    awaitKeyMaker();
    callbacks.close();
    databaseUp.close();
    figures.close();
    different.close();
    journal.close();
    workers.close();
    // Until here the journal may have told them of an outcome.
    tellers.close();
    continuity.rescue().ifPresent(this::sayWhereItIs);
    continuity.close();
    database.close();
    folder.close();
  }
}
