/** A medium as it is: an image to see, a sound or film to play. */

import AudioIcon from "@mui/icons-material/AudiotrackOutlined";
import FilmIcon from "@mui/icons-material/MovieOutlined";
import Box from "@mui/material/Box";
import type { Medium } from "./types";

type Of = Pick<Medium, "kind" | "url" | "description" | "width" | "height">;

/** Small, in a list; the words beside it say what it is. */
export function Thumbnail({ kind, url }: Of) {
  const Icon = kind === "audio" ? AudioIcon : FilmIcon;
  return (
    <Box
      sx={({ colours: c }) => ({
        width: 88,
        height: 60,
        borderRadius: "6px",
        overflow: "hidden",
        display: "grid",
        placeItems: "center",
        background: c.sunk,
        border: `1px solid ${c.line}`,
        color: c.soft,
        "& img": { width: "100%", height: "100%", objectFit: "cover", display: "block" },
      })}
    >
      {kind === "image" ? <img src={url} alt="" loading="lazy" /> : <Icon aria-hidden />}
    </Box>
  );
}

export function Shown({ kind, url, description, width, height }: Of) {
  const style = { maxWidth: "100%", maxHeight: 420, height: "auto", display: "block" };
  if (kind === "image")
    return <img src={url} alt={description} width={width ?? undefined} height={height ?? undefined} style={style} />;
  const Player = kind;
  return <Player src={url} controls preload="metadata" aria-label={description} style={style} />;
}
