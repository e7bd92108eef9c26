package dev.muster.scheduler.kube.client;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Loop;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.utils.HttpClientUtils;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@link Api} over HTTPS and WebSocket. Each instance has its own transport, limits and time-out:
 * one for acting and watching, one for the lease alone.
 *
 * <p>Calls must be made on the inbox; answers and events come there. Each call is sent once. A
 * refusal is told as it is; a lost, late or unreadable answer is {@link Api.Answer.Unknown}.
 */
public final class Client implements Api, AutoCloseable {
  private final HttpClient http;
  private final Loop inbox;
  private final Transport transport;
  private final Lister lister;
  private final Discovery discovery;
  private final String root;
  private final List<Reflector> reflectors = new ArrayList<>();

  /**
   * Connects nothing yet.
   *
   * <p>Over HTTP/1.1, where a call that is given up takes its connection with it. HTTP/2 sends all
   * calls over one, and goes on to do so when nothing comes back over it any more: then every call
   * would be lost until the system gives the connection up, after a quarter of an hour or never.
   *
   * @param config how to reach the server; retries are switched off in it, so it must not be shared
   */
  public Client(Config config, Loop inbox, Limits limits) {
    this(config, inbox, limits, CallListener.NONE);
  }

  /** The same, with somebody who hears of every call. */
  public Client(Config config, Loop inbox, Limits limits, CallListener listener) {
    config.setRequestRetryBackoffLimit(0);
    config.setHttp2Disable(true);
    config.setRequestTimeout((int) limits.timeoutMillis());
    this.http = HttpClientUtils.createHttpClient(config);
    this.root =
        config.getMasterUrl().endsWith("/") ? config.getMasterUrl() : config.getMasterUrl() + "/";
    this.inbox = inbox;
    this.transport = new Transport(http, root, inbox, limits, listener);
    this.lister = new Lister(transport);
    this.discovery = new Discovery(transport, inbox);
  }

  /**
   * From now on a write is sent only if this holds when its turn comes: one that has waited behind
   * others while the process stood still must not go out. On the loop.
   */
  public void writeOnlyWhile(BooleanSupplier permission) {
    transport.writeOnlyWhile(permission);
  }

  @Override
  public void get(Ref ref, Consumer<Answer> then) {
    transport.send(Transport.Call.get(Paths.object(ref, "")), then);
  }

  @Override
  public void list(Kind kind, String namespace, String labelSelector, Consumer<Listing> then) {
    lister.list(kind, namespace, labelSelector, new Collector(then));
  }

  @Override
  public void create(
      Kind kind, String namespace, Map<String, @Nullable Object> object, Consumer<Answer> then) {
    create(Rank.USUAL, kind, namespace, object, then);
  }

  @Override
  public void create(
      Ref ref, String subresource, Map<String, @Nullable Object> object, Consumer<Answer> then) {
    create(Rank.USUAL, ref, subresource, object, then);
  }

  @Override
  public void patch(
      Ref ref, String subresource, PatchType type, Object body, Consumer<Answer> then) {
    patch(Rank.USUAL, ref, subresource, type, body, then);
  }

  @Override
  public void delete(Ref ref, Map<String, @Nullable Object> options, Consumer<Answer> then) {
    delete(Rank.USUAL, ref, options, then);
  }

  void create(
      Rank rank,
      Ref ref,
      String subresource,
      Map<String, @Nullable Object> object,
      Consumer<Answer> then) {
    write(rank, "POST", Paths.object(ref, subresource), "application/json", object, then);
  }

  void create(
      Rank rank,
      Kind kind,
      String namespace,
      Map<String, @Nullable Object> object,
      Consumer<Answer> then) {
    write(rank, "POST", Paths.collection(kind, namespace), "application/json", object, then);
  }

  void patch(
      Rank rank, Ref ref, String subresource, PatchType type, Object body, Consumer<Answer> then) {
    write(rank, "PATCH", Paths.object(ref, subresource), type.mediaType(), body, then);
  }

  void delete(Rank rank, Ref ref, Map<String, @Nullable Object> options, Consumer<Answer> then) {
    var body = new LinkedHashMap<String, @Nullable Object>();
    body.put("apiVersion", "v1");
    body.put("kind", "DeleteOptions");
    body.putAll(options);
    write(rank, "DELETE", Paths.object(ref, ""), "application/json", body, then);
  }

  @Override
  public Api ranked(Rank rank) {
    return new RankedClient(this, rank);
  }

  @Override
  public Subscription watch(Kind kind, String labelSelector, Consumer<WatchEvent> events) {
    var source = new Reflector.Source(http, root, kind, labelSelector);
    var reflector = new Reflector(source, lister, inbox, events);
    reflectors.add(reflector);
    reflector.start();
    return () -> {
      reflector.close();
      reflectors.remove(reflector);
    };
  }

  @Override
  public void resolve(String apiVersion, String kind, Consumer<Optional<Kind>> then) {
    discovery.resolve(apiVersion, kind, then);
  }

  /**
   * Ends all watches and closes the connections; calls under way are answered as unknown. From any
   * thread: the watches belong to the loop, which gives them up before it hears of their end.
   */
  @Override
  public void close() {
    inbox.post(() -> reflectors.forEach(Reflector::abandon));
    http.close();
  }

  private void write(
      Rank rank, String method, String path, String mediaType, Object body, Consumer<Answer> then) {
    String text;
    try {
      text = Json.write(body);
    } catch (IOException unwritable) {
      var problem = "cannot be written as JSON: " + unwritable.getMessage();
      inbox.post(() -> then.accept(new Answer.Refused(422, "Invalid", problem, 0)));
      return;
    }
    transport.send(new Transport.Call(method, path, mediaType, text), rank, then);
  }

  /** Views what was read as an object; anything else is an empty one. */
  @SuppressWarnings("unchecked")
  static Map<String, @Nullable Object> tree(@Nullable Object value) {
    return value instanceof Map<?, ?> map
        ? (Map<String, @Nullable Object>) map
        : new LinkedHashMap<>();
  }

  /** Gathers all pages. */
  private static final class Collector implements Lister.Reader {
    private final Consumer<Listing> then;
    private final List<Map<String, @Nullable Object>> all = new ArrayList<>();

    Collector(Consumer<Listing> then) {
      this.then = then;
    }

    @Override
    public boolean page(
        boolean first, String version, List<Map<String, @Nullable Object>> objects) {
      all.addAll(objects);
      return true;
    }

    @Override
    public void complete(String version) {
      then.accept(new Listing.Complete(all, version));
    }

    @Override
    public void failed(Answer why) {
      then.accept(new Listing.Failed(why));
    }
  }
}
