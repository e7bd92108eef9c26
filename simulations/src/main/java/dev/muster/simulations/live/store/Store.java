package dev.muster.simulations.live.store;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The semantics of a Kubernetes API server, in memory.
 *
 * <p>Promises: the same requests at the same times give the same answers, bytes and versions. A
 * request is either done whole or refused with a Status and without any effect. What is handed out
 * is immutable. Confined to one thread; {@code live.http} and {@code live.operators} call it on one
 * loop.
 */
public final class Store {
  private static final int REMEMBERED_CHANGES = 20_000;
  private static final String SYSTEM = "system:apiserver";

  private final Present present = new Present();
  private final Identities reviews = new Identities();
  private final Conversions conversions =
      new Conversions(present, reviews::uid, () -> this.callout);
  private final Kinds kinds = new Kinds(conversions);
  private final Hooks hooks = new Hooks();
  private final History history = new History(REMEMBERED_CHANGES);
  private final Watches watches;
  private final Definitions definitions = new Definitions(kinds);
  private final Identities identities = new Identities();
  private final Journal journal;
  private final Database database;
  private final Reads reads;
  private final Writes writes;
  private final Deletes deletes;
  private final Subresources subresources;
  private final Garbage garbage;
  private final Authorizer authorizer;
  private final Expiry expiry;
  private Callout callout = Callout.NONE;
  private Expressions expressions = Expressions.NONE;

  /** Starts with the namespaces and priority classes that every cluster has. */
  public Store(LongSupplier nowEpochMillis) {
    this(nowEpochMillis, Journal.NONE);
  }

  /**
   * Starts with what the journal kept, and has it keep every change.
   *
   * @throws IllegalStateException if the journal tells of something that cannot be
   */
  public Store(LongSupplier nowEpochMillis, Journal journal) {
    this.journal = journal;
    this.database = new Database(history, identities, journal, this::publish);
    this.watches = new Watches(kinds, database, history);
    this.reads = new Reads(kinds, database, history);
    LongSupplier clock = () -> present.now(nowEpochMillis);
    this.authorizer = new Authorizer(database);
    Supplier<Expressions> language = () -> expressions;
    var matcher = new HookMatcher(kinds, database, language);
    var rights = new Rights(authorizer, database);
    var admission = new Admission(hooks, matcher, kinds, present, reviews::uid, rights);
    var rules =
        new Rules(
            kinds,
            new BuiltInRules(definitions, database, clock, language),
            new CustomRules(language));
    var births = new Births(kinds, database, identities, present, clock);
    this.writes = new Writes(kinds, database, reads, rules, admission, births);
    this.deletes = new Deletes(kinds, database, reads, admission, clock);
    var scales = new Scales(kinds, reads, writes, admission);
    this.subresources = new Subresources(scales, reads, writes, deletes, admission, clock);
    this.garbage = new Garbage(kinds, database, writes, deletes);
    this.expiry = new Expiry(database, nowEpochMillis);
    journal.replay(new Restoration(kinds, database, this::follow, identities));
    garbage.begin();
    expiry.begin();
    createInitialObjects();
  }

  private void createInitialObjects() {
    for (String name : List.of("default", "kube-node-lease", "kube-public", "kube-system")) {
      createInitial(BuiltInKinds.NAMESPACES, Trees.of("metadata", Trees.of("name", name)));
    }
    for (var role : FoundingRoles.roles()) {
      createInitial(BuiltInKinds.CLUSTER_ROLES, role);
    }
    for (var binding : FoundingRoles.bindings()) {
      createInitial(BuiltInKinds.CLUSTER_ROLE_BINDINGS, binding);
    }
    createPriorityClass("system-cluster-critical", 2_000_000_000L);
    createPriorityClass("system-node-critical", 2_000_001_000L);
  }

  private void createPriorityClass(String name, long value) {
    var object = Trees.of("metadata", Trees.of("name", name), "value", value);
    createInitial(BuiltInKinds.PRIORITY_CLASSES, object);
  }

  private void createInitial(ResourceType type, Map<String, @Nullable Object> object) {
    if (database.get(type, Key.of(object)) == null
        && handle(Request.create(type, "", object).withUser(SYSTEM))
            instanceof Response.Failure failure) {
      throw new IllegalStateException(failure.message());
    }
  }

  /** What is served, and who is asked, follows from the stored objects. */
  private void follow(Change change) {
    definitions.follow(change);
    hooks.follow(change);
  }

  private void publish(Change change) {
    follow(change);
    garbage.follow(change);
    expiry.follow(change);
    if (journal.wantsContents()) {
      journal.compact(
          new Journal.Contents(database.version(), identities.made(), database.contents()));
    }
    present.during(
        null,
        () -> {
          watches.publish(change);
          return change;
        });
  }

  /**
   * Calls {@code kept} once everything written so far outlives the process, and {@code lost} with
   * the reason if it never will. Whoever tells the outside of a write, or of what it led to, does
   * so in {@code kept}: at once if the store is not meant to last, else from another thread too.
   */
  public void settle(Runnable kept, Consumer<String> lost) {
    journal.settle(kept, lost);
  }

  /** The kinds that are served: built-in ones first, then custom ones, in a stable order. */
  public List<ResourceType> types() {
    return kinds.types();
  }

  public Optional<ResourceType> type(String group, String version, String plural) {
    return kinds.type(group, version, plural);
  }

  public Optional<ResourceType> typeOfKind(String apiVersion, String kind) {
    return kinds.typeOfKind(apiVersion, kind);
  }

  /** The version of the last write. */
  public long version() {
    return database.version();
  }

  /** From now on, validation rules and conditions are evaluated by {@code language}. */
  public void expressions(Expressions language) {
    expressions = language;
  }

  /** Whether the stored roles and bindings allow it. Requests are not held to it here. */
  public AccessAnswer authorize(Requester requester, AccessQuestion question) {
    return authorizer.decide(requester, question);
  }

  /** All rules that hold for somebody in a namespace. */
  public List<Map<String, @Nullable Object>> rules(Requester requester, String namespace) {
    return authorizer.rules(requester, namespace);
  }

  /** From now on, webhooks are called through {@code way}. */
  public void callouts(Callout way) {
    callout = way;
  }

  /**
   * Does what the request asks, or refuses, after the admission and conversion webhooks that it
   * concerns have been asked. Answers inside this call if none is concerned, otherwise when they
   * have answered; what is written in the meantime is seen then, as if the request had just come.
   */
  public void submit(Request request, Consumer<Response> then) {
    attempt(new Submission(), () -> dispatch(request), then);
  }

  /** Does what the request asks, or refuses; calls no webhooks. */
  public Response handle(Request request) {
    try {
      return present.during(null, () -> dispatch(request));
    } catch (Refusal refusal) {
      return refusal.failure();
    }
  }

  private void attempt(Submission submission, Supplier<Response> body, Consumer<Response> then) {
    submission.restart();
    Response response;
    try {
      response = withWarnings(submission, present.during(submission, body));
    } catch (Refusal refusal) {
      response = refusal.failure();
    } catch (Submission.Waiting waiting) {
      var outcomes = new Gathering(waiting.asks(), () -> attempt(submission, body, then));
      for (int i = 0; i < waiting.asks().size(); i++) {
        var ask = waiting.asks().get(i);
        callout.call(ask.target(), ask.body(), outcomes.of(i));
      }
      return;
    }
    then.accept(response);
  }

  private static Response withWarnings(Submission submission, Response response) {
    return response instanceof Response.Success success && !submission.warnings().isEmpty()
        ? success.withWarnings(submission.warnings())
        : response;
  }

  private Response dispatch(Request request) {
    var type = request.type();
    if (kinds.type(type.group(), type.version(), type.plural()).isEmpty()) {
      throw Statuses.noSuchResource();
    }
    if (!request.subresource().isEmpty() && !type.has(request.subresource())) {
      throw kinds.custom(type) == null
          ? Statuses.noSuchResource()
          : Statuses.notFound(type, request.name());
    }
    if (!request.subresource().isEmpty()) {
      return subresources.handle(request);
    }
    return switch (request.verb()) {
      case GET -> reads.get(request);
      case LIST -> reads.list(request);
      case CREATE -> writes.create(request);
      case UPDATE -> writes.update(request);
      case PATCH -> writes.patch(request);
      case DELETE -> deletes.delete(request);
      case DELETE_COLLECTION -> deletes.deleteCollection(request);
    };
  }

  /**
   * Tells {@code sink} of every change that the namespace (empty: all) and the selectors let
   * through: first what came after the options' resourceVersion (without one, or with {@code 0},
   * the present objects as additions), then what comes, inside the call that makes it, until
   * closed.
   *
   * @return empty if changes after that version are no longer known: 410 Gone. Also for a version
   *     that has not been yet, which can only come from another store.
   * @throws IllegalArgumentException if a selector or the version cannot be read
   */
  public Optional<Subscription> watch(
      ResourceType type, String namespace, Options options, Consumer<Change> sink) {
    return watch(type, namespace, options, Watcher.trusting(sink));
  }

  /** The same for objects that a webhook may have to convert: each is told once it has. */
  public Optional<Subscription> watch(
      ResourceType type, String namespace, Options options, Watcher watcher) {
    try {
      boolean custom = kinds.custom(type) != null;
      var filter = Filter.of(type, custom, namespace, options);
      return watches.begin(type, filter, options.resourceVersion(), watcher);
    } catch (Refusal refusal) {
      throw new IllegalArgumentException(refusal.getMessage(), refusal);
    }
  }

  /**
   * Calls {@code listener} after every write of any kind, for as long as the store lives. What it
   * writes itself is told after that. What it throws reaches whoever made the write, which is done
   * nevertheless, and keeps no other listener from being told.
   */
  public void onChange(Consumer<Change> listener) {
    watches.listen(listener);
  }

  /** Forgets the changes up to {@code version}, so that watches from before it are Gone. */
  public void compact(long version) {
    history.compact(Math.min(version, database.version()));
  }

  /**
   * Deletes the objects whose owners are all gone and the contents of what is being deleted, as far
   * as one look over what was touched since the last call finds them; returns whether there was
   * any. Events that nobody wrote to for an hour go too.
   */
  public boolean collectGarbage() {
    long before = database.version();
    expiry.run();
    return garbage.collect() || database.version() != before;
  }

  /** Whether the last such look left something for later, because it could not be written. */
  public boolean owesGarbage() {
    return garbage.owes();
  }
}
