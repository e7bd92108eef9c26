package dev.muster.webhook.decide;

/**
 * What decisions may rest on besides the request.
 *
 * @param leading whether a scheduler leads: one whose lease was seen to be renewed so lately that
 *     it may still write
 */
public record Facts(boolean leading) {}
