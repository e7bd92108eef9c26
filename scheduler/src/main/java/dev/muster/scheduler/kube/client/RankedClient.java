package dev.muster.scheduler.kube.client;

import dev.muster.scheduler.kube.Api;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A client whose writes all have one rank among those that wait. Reads are as they were. */
final class RankedClient implements Api {
  private final Client client;
  private final Rank rank;

  RankedClient(Client client, Rank rank) {
    this.client = client;
    this.rank = rank;
  }

  @Override
  public void get(Ref ref, Consumer<Answer> then) {
    client.get(ref, then);
  }

  @Override
  public void list(Kind kind, String namespace, String labelSelector, Consumer<Listing> then) {
    client.list(kind, namespace, labelSelector, then);
  }

  @Override
  public void create(
      Kind kind, String namespace, Map<String, @Nullable Object> object, Consumer<Answer> then) {
    client.create(rank, kind, namespace, object, then);
  }

  @Override
  public void create(
      Ref ref, String subresource, Map<String, @Nullable Object> object, Consumer<Answer> then) {
    client.create(rank, ref, subresource, object, then);
  }

  @Override
  public void patch(
      Ref ref, String subresource, PatchType type, Object body, Consumer<Answer> then) {
    client.patch(rank, ref, subresource, type, body, then);
  }

  @Override
  public void delete(Ref ref, Map<String, @Nullable Object> options, Consumer<Answer> then) {
    client.delete(rank, ref, options, then);
  }

  @Override
  public Subscription watch(Kind kind, String labelSelector, Consumer<WatchEvent> events) {
    return client.watch(kind, labelSelector, events);
  }

  @Override
  public void resolve(String apiVersion, String kind, Consumer<Optional<Kind>> then) {
    client.resolve(apiVersion, kind, then);
  }

  @Override
  public Api ranked(Rank other) {
    return client.ranked(other);
  }
}
