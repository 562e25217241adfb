/** Marks on what is public for technical reasons only. */
package dev.statefun.sdk.java.annotations;
