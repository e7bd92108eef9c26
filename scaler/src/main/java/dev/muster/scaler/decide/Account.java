package dev.muster.scaler.decide;

import dev.muster.scaler.model.Line;
import dev.muster.scaler.model.Offer;
import dev.muster.scaler.model.Outcome.Limit;
import dev.muster.scaler.model.Stock;
import java.util.List;
import java.util.TreeMap;

/** How much may still be bought, while purchases are decided one after the other. */
final class Account {
  private final Stock stock;
  private final TreeMap<String, Offer> offers = new TreeMap<>();
  private final TreeMap<String, Long> ofGroup = new TreeMap<>(); // in this plan alone
  private final TreeMap<String, Long> ofQueue = new TreeMap<>();
  private long machines;
  private long spend;

  Account(Stock stock) {
    this.stock = stock;
    stock.offers().forEach(offer -> offers.put(offer.group(), offer));
    for (var purchase : stock.purchases()) {
      count(purchase.queue(), purchase.lines());
    }
  }

  private void count(String queue, List<Line> lines) {
    long count = lines.stream().mapToLong(Line::machines).sum();
    machines += count;
    ofQueue.merge(queue, count, Long::sum);
    spend += price(lines);
  }

  void book(String queue, List<Line> lines) {
    count(queue, lines);
    lines.forEach(line -> ofGroup.merge(line.group(), (long) line.machines(), Long::sum));
  }

  /** How many more of these machines there are to buy. */
  int room(Offer offer) {
    return Math.toIntExact(Math.max(0, offer.room() - ofGroup.getOrDefault(offer.group(), 0L)));
  }

  /** What the lines cost an hour; what has no price counts nothing. */
  long price(List<Line> lines) {
    long price = 0;
    for (var line : lines) {
      var offer = offers.get(line.group());
      if (offer != null && offer.isPriced()) {
        price += offer.price() * line.machines();
      }
    }
    return price;
  }

  long readyMillis(Line line) {
    var offer = offers.get(line.group());
    return offer == null ? 0 : offer.readyMillis();
  }

  long spendLeft() {
    return Math.max(0, stock.limits().spendPerHour() - spend);
  }

  /** How many machines a gang of the queue may still have. */
  long machinesLeft(String queue) {
    return Math.max(0, Math.min(leftInAll(), leftOf(queue)));
  }

  /** Which of the two limits on machines leaves the queue fewer. */
  Limit narrowest(String queue) {
    return leftOf(queue) < leftInAll() ? Limit.MACHINES_OF_QUEUE : Limit.MACHINES;
  }

  private long leftInAll() {
    return stock.limits().machines() - machines;
  }

  private long leftOf(String queue) {
    var limit = stock.limits().perQueue().get(queue);
    return limit == null ? Long.MAX_VALUE : limit - ofQueue.getOrDefault(queue, 0L);
  }
}
